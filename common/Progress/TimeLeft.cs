using System.Globalization;

namespace Striate.Common;

/// <summary>How long a step takes still.</summary>
public static class TimeLeft
{
    /// <summary>From how long it has taken, such as <c>, 02:30 left</c>; empty before anything is done.</summary>
    public static string Of(TimeSpan elapsed, int done, int all) => done == 0 ? "" : $", {Text(elapsed * (all - done) / done)} left";

    /// <summary>Minutes and seconds, with hours before them where there are any: <c>72:05:09</c>.</summary>
    public static string Text(TimeSpan left) =>
        string.Create(CultureInfo.InvariantCulture, $"{(left.TotalHours >= 1 ? $"{(long)left.TotalHours}:" : "")}{left:mm\\:ss}");
}
