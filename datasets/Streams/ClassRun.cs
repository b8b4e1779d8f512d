using System.Collections.Immutable;

namespace Striate.DataSets.Streams;

/// <summary>The same class several times in a row: an event.</summary>
/// <param name="Class">The class.</param>
/// <param name="First">Where it begins.</param>
/// <param name="Last">Where it ends.</param>
public readonly record struct ClassRun(int Class, int First, int Last)
{
    /// <summary>The runs of a sequence, in their order; they follow one another without a gap.</summary>
    public static ImmutableArray<ClassRun> Of(IReadOnlyList<int> classes)
    {
        var runs = ImmutableArray.CreateBuilder<ClassRun>();
        for (var (first, place) = (0, 1); first < classes.Count; place++)
        {
            if (place == classes.Count || classes[place] != classes[first])
            {
                runs.Add(new ClassRun(classes[first], first, place - 1));
                first = place;
            }
        }

        return runs.ToImmutable();
    }
}
