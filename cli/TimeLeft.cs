using System.Globalization;

namespace Striate.Cli;

/// <summary>How long a step takes still, from how long it has taken.</summary>
internal static class TimeLeft
{
    /// <summary>Such as <c>, 02:30 left</c>; empty before anything is done.</summary>
    public static string Of(TimeSpan elapsed, int done, int all) => done == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $", {elapsed * (all - done) / done:hh\\:mm\\:ss} left");
}
