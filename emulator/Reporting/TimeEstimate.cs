using System.Globalization;
using Striate.Platform;

namespace Striate.Emulator.Reporting;

/// <summary>Time on a device, as a range with what it rests on.</summary>
/// <param name="Milliseconds">Lower and upper end, milliseconds.</param>
/// <param name="Assumption">Printed beside every estimate.</param>
public sealed record TimeEstimate(TimeRange Milliseconds, string Assumption)
{
    // What one calibrated board leaves open: other mixes of instructions, caches, the firmware's own work.
    private const double CalibratedSpread = 0.15;

    /// <summary>From the target's clock, and the cycles that a cost unit is assumed to take.</summary>
    public static TimeEstimate Of(Counters counters, Target target) =>
        new(target.Milliseconds(counters.Instructions, counters.CostUnits), target.Assumption);

    /// <summary>From a measured time on the same board and firmware: cost units scale with time.</summary>
    public static TimeEstimate Of(Counters counters, Calibration calibration)
    {
        var milliseconds = counters.CostUnits * calibration.NanosecondsPerCostUnit / 1e6;
        return new TimeEstimate(
            new TimeRange(milliseconds * (1 - CalibratedSpread), milliseconds * (1 + CalibratedSpread)),
            string.Create(
                CultureInfo.InvariantCulture,
                $"measured on {calibration.Board} with firmware {calibration.Firmware}: {calibration.NanosecondsPerCostUnit:F3} ns per cost unit, plus or minus {CalibratedSpread:P0}"
            )
        );
    }
}
