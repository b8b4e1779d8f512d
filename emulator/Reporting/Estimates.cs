using Striate.Platform;

namespace Striate.Emulator.Reporting;

/// <summary>Estimates of time for one board.</summary>
/// <param name="Target">The kind of board.</param>
/// <param name="Calibration">A measured run on such a board; null: published times are taken.</param>
public sealed record Estimates(Target Target, Calibration? Calibration)
{
    /// <summary>The time of a run, with the assumption behind it.</summary>
    public TimeEstimate Of(double instructions, double costUnits)
    {
        var counters = new Counters((long)instructions, 0, 0, 0, (long)costUnits);
        return Calibration is null ? TimeEstimate.Of(counters, Target) : TimeEstimate.Of(counters, Calibration);
    }
}
