using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// The range of a float model's input whose readings are known. 0 for 0 lets a training go on from the integers; bytes of images stay
/// themselves where their 0 is the model's.
/// </summary>
internal static class InputRange
{
    private const int Steps = 255;

    // A range whose ends differ by no more than this part of a step is as good as symmetrical.
    private const double Tolerance = 1e-6;

    /// <summary>Real numbers of -128 and 127; null: nothing is known of readings, and samples alone show the range.</summary>
    /// <param name="preparation">How readings become the model's numbers; null: unknown.</param>
    /// <param name="given">The samples.</param>
    /// <param name="sides">The model's input without its batch.</param>
    /// <param name="isChannelsLast">Whether its source has channels last.</param>
    public static (double Minimum, double Maximum)? Of(
        InputPreparation? preparation,
        CalibrationSamples given,
        ImmutableArray<int> sides,
        bool isChannelsLast
    )
    {
        if (preparation is null && given.Readings is null)
        {
            return null;
        }

        if (given.Readings?.Kind != InputReadings.Image && (given.Readings is not null || !IsImage(sides, isChannelsLast)))
        {
            return Around(given.Values.Max(Math.Abs) / sbyte.MaxValue);
        }

        var prepared = preparation ?? InputPreparation.None;
        if (prepared.StepOfBytes is { } step)
        {
            return (0, Steps * step);
        }

        var (low, high) = prepared.OfBytes;
        var (largest, finest) = (Math.Max(Math.Abs(low), Math.Abs(high)), (high - low) / Steps);
        return Around(largest <= finest * ((Steps / 2.0) + Tolerance) ? finest : largest / sbyte.MaxValue);
    }

    /// <summary>Whether an input has rows and columns.</summary>
    private static bool IsImage(ImmutableArray<int> sides, bool isChannelsLast) =>
        sides is [var first, var second, var third]
        && second > 1
        && ((first > 1 && (isChannelsLast || third is 1 or 3)) || (third > 1 && !isChannelsLast));

    private static (double Minimum, double Maximum) Around(double step) => (sbyte.MinValue * step, sbyte.MaxValue * step);
}
