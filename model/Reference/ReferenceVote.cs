namespace Striate.Model.Reference;

/// <summary>
/// Which class an application reports of several windows: the one that most of the last ones have. Of equals the one that was reported last
/// stays; if it is none of them, it is that of the latest window among them.
/// </summary>
public static class ReferenceVote
{
    /// <summary>The class that is reported after each window.</summary>
    /// <param name="classes">The classes of windows in their order.</param>
    /// <param name="votes">Windows that decide together; 1: each tells its own.</param>
    public static int[] Reported(IReadOnlyList<int> classes, int votes)
    {
        var reported = new int[classes.Count];
        for (var window = 0; window < reported.Length; window++)
        {
            int[] last = [.. classes.Skip(window + 1 - votes).Take(Math.Min(votes, window + 1))];
            var most = last.GroupBy(found => found).Max(group => group.Count());
            int[] best = [.. last.Where(found => last.Count(other => other == found) == most)];
            reported[window] = window > 0 && best.Contains(reported[window - 1]) ? reported[window - 1] : best[^1];
        }

        return reported;
    }
}
