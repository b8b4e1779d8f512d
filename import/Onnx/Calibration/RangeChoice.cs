namespace Striate.Import.Onnx.Calibration;

/// <summary>The range of real numbers that the bytes of a tensor stand for; numbers beyond it become its ends.</summary>
internal static class RangeChoice
{
    private const int Steps = 255;

    // Of the numbers, on each side.
    private const double Beyond = 0.0001;

    // Ends that are tried, as parts of the largest: from all of it downwards.
    private const int Parts = 40;
    private const int Rounds = 2;

    /// <summary>The range, 0 included.</summary>
    public static (double Minimum, double Maximum) Of(Histogram histogram, CalibrationRanges rule)
    {
        var (minimum, maximum) = (Math.Min(0, histogram.Minimum), Math.Max(0, histogram.Maximum));
        return !double.IsFinite(maximum - minimum) || maximum == minimum
            ? (minimum, maximum)
            : rule switch
            {
                CalibrationRanges.Percentile => Percentile(histogram.Sorted()),
                CalibrationRanges.LeastError => LeastError(histogram.Sorted(), minimum, maximum),
                _ => (minimum, maximum),
            };
    }

    private static (double Minimum, double Maximum) Percentile((double Value, long Count)[] sorted)
    {
        var most = (long)(sorted.Sum(bin => bin.Count) * Beyond);
        return (Math.Min(0, End(sorted, most)), Math.Max(0, End(Enumerable.Reverse(sorted), most)));
    }

    private static double End(IEnumerable<(double Value, long Count)> bins, long most)
    {
        var seen = 0L;
        return bins.First(bin => (seen += bin.Count) > most).Value;
    }

    /// <summary>The range whose rounding and clamping changes the numbers least (squared error): one end after the other.</summary>
    private static (double Minimum, double Maximum) LeastError((double Value, long Count)[] sorted, double minimum, double maximum)
    {
        var (low, high) = (minimum, maximum);
        for (var round = 0; round < Rounds; round++)
        {
            high = Candidates(maximum).MinBy(end => Error(sorted, low, end));
            low = Candidates(minimum).MinBy(end => Error(sorted, end, high));
        }

        return (low, high);
    }

    private static IEnumerable<double> Candidates(double end) =>
        end == 0 ? [0] : Enumerable.Range(0, Parts).Select(part => end * (Parts - part) / Parts);

    private static double Error((double Value, long Count)[] sorted, double low, double high)
    {
        var step = (high - low) / Steps;
        if (!(step > 0))
        {
            return double.PositiveInfinity;
        }

        // Within the range every place between two steps is as frequent as any other, but for 0, which is exact.
        var (rounding, error) = (step * step / 12, 0.0);
        foreach (var (value, count) in sorted)
        {
            var beyond =
                value > high ? value - high
                : value < low ? low - value
                : 0;
            error +=
                count
                * (
                    beyond > 0 ? beyond * beyond
                    : value == 0 ? 0
                    : rounding
                );
        }

        return error;
    }
}
