using Striate.Model.Graph;

namespace Striate.Import.Integers;

/// <summary>A multiplier, a shift and a constant: <c>y = clamp((x * m + c) &gt;&gt; s)</c>; below a threshold another constant.</summary>
internal readonly record struct Requantiser(int Multiplier, int Shift, long Constant, int Threshold = int.MinValue, long Below = 0)
{
    /// <summary>Whether small arguments have another constant.</summary>
    public bool IsSplit => Threshold > int.MinValue;
}

/// <summary>
/// Finds the shortest (m, s, c) that gives a step function exactly, over its whole interval. For a multiplier and a shift every
/// step asks for an interval of c; whether all have a point in common is the whole proof.
/// </summary>
internal static class RequantisationFit
{
    private const int MaximumBits = 31;
    private const int MaximumShift = 54;

    /// <param name="function">What to reproduce.</param>
    /// <param name="ratio">About y over x; positive.</param>
    /// <param name="minimum">Lower end of the clamp: nothing below it is told apart.</param>
    /// <param name="maximum">Upper end of the clamp.</param>
    /// <param name="zeroPoint">Of the output: says which constant would be plain rounding.</param>
    /// <returns>Null: no 31 bits do.</returns>
    public static Requantiser? Find(StepFunction function, double ratio, int minimum, int maximum, int zeroPoint)
    {
        if (!(ratio > 0) || function.Thresholds.IsEmpty)
        {
            return ForConstant(function);
        }

        foreach (var (multiplier, shift) in Candidates(ratio))
        {
            if (ConstantOf(function, multiplier, shift, minimum, maximum, zeroPoint) is { } constant)
            {
                return new Requantiser(multiplier, shift, constant);
            }
        }

        return null;
    }

    /// <summary>The same with a constant of its own on each side of a threshold.</summary>
    /// <param name="below">The function below the threshold.</param>
    /// <param name="above">The function from the threshold on.</param>
    /// <param name="ratio">About y over x; positive.</param>
    /// <param name="minimum">Lower end of the clamp.</param>
    /// <param name="maximum">Upper end of the clamp.</param>
    /// <param name="zeroPoint">Of the output.</param>
    public static Requantiser? FindSplit(StepFunction below, StepFunction above, double ratio, int minimum, int maximum, int zeroPoint)
    {
        foreach (var (multiplier, shift) in Candidates(ratio))
        {
            if (
                ConstantOf(above, multiplier, shift, minimum, maximum, zeroPoint) is { } constant
                && ConstantOf(below, multiplier, shift, minimum, maximum, zeroPoint) is { } other
            )
            {
                return new Requantiser(multiplier, shift, constant, (int)above.First, other);
            }
        }

        return null;
    }

    /// <summary>Multipliers and shifts near a ratio, shortest first.</summary>
    private static IEnumerable<(int Multiplier, int Shift)> Candidates(double ratio)
    {
        for (var bits = 1; bits <= MaximumBits; bits++)
        {
            var shift = bits - 1 - Math.ILogB(ratio);
            if (shift is < 1 or > MaximumShift)
            {
                continue;
            }

            var middle = (long)Math.Round(Math.ScaleB(ratio, shift));
            foreach (var multiplier in (long[])[middle, middle + 1, middle - 1])
            {
                if (multiplier is >= 1 and <= int.MaxValue)
                {
                    yield return ((int)multiplier, shift);
                }
            }
        }
    }

    // One value over the whole interval. The largest accumulator is below half a step.
    private static Requantiser? ForConstant(StepFunction function)
    {
        const int Shift = 40;
        return function.AtFirst == function.AtLast
            ? new Requantiser(1, Shift, ((long)function.AtFirst << Shift) + Requantisation.Half(Shift))
            : null;
    }

    private static long? ConstantOf(StepFunction function, long multiplier, int shift, int minimum, int maximum, int zeroPoint)
    {
        var (low, high) = (long.MinValue / 4, long.MaxValue / 4);
        if (function.AtFirst > minimum)
        {
            low = ((long)function.AtFirst << shift) - (function.First * multiplier);
        }

        if (function.AtLast < maximum)
        {
            high = ((function.AtLast + 1L) << shift) - 1 - (function.Last * multiplier);
        }

        // Multipliers that are too short go wrong between the first step and the last: those refuse most of them.
        var steps = function.Thresholds;
        if (steps.Length > 2)
        {
            Narrow(0);
            Narrow(steps.Length - 1);
        }

        for (var step = 0; step < steps.Length && low <= high; step++)
        {
            Narrow(step);
        }

        void Narrow(int step)
        {
            var level = (function.AtFirst + 1L + step) << shift;
            low = Math.Max(low, level - (function.Thresholds[step] * multiplier));
            high = Math.Min(high, level - 1 - ((function.Thresholds[step] - 1) * multiplier));
        }

        return low <= high ? Math.Clamp(Requantisation.Half(shift) + ((long)zeroPoint << shift), low, high) : null;
    }
}
