using System.Numerics;

namespace Striate.DataSets.Reading;

/// <summary>The class of steps that have several.</summary>
internal static class MajorityClass
{
    /// <summary>The class that most steps have.</summary>
    /// <param name="classes">The class of each step; at least one.</param>
    /// <param name="tie">Which of several that equally many have.</param>
    public static T Of<T>(ReadOnlySpan<T> classes, Tie tie)
        where T : struct, INumber<T>
    {
        // Nearly always there is one.
        var most = classes[0];
        if (!classes.ContainsAnyExcept(most))
        {
            return most;
        }

        var counts = new Dictionary<T, int>();
        foreach (var number in classes)
        {
            counts[number] = counts.GetValueOrDefault(number) + 1;
        }

        foreach (var number in classes)
        {
            var more = counts[number] - counts[most];
            most = more > 0 || (more == 0 && tie == Tie.Lowest && number < most) ? number : most;
        }

        return most;
    }
}

/// <summary>Which class stands for steps of which several have equally many.</summary>
public enum Tie
{
    /// <summary>The one that comes first.</summary>
    First,

    /// <summary>The one with the lowest number.</summary>
    Lowest,
}
