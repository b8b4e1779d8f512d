namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// Numbers of a tensor, counted by the upper half of their float32: sign, exponent and seven bits behind the point, so that no range has to
/// be known before, and histograms of different samples add up.
/// </summary>
internal sealed class Histogram
{
    private const int Bins = 1 << 16;
    private const int Half = 16;

    private readonly long[] _counts = new long[Bins];

    /// <summary>The smallest number.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest number.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Counts numbers; what is none makes the ends none.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
            _counts[BitConverter.SingleToUInt32Bits((float)value) >> Half]++;
        }
    }

    /// <summary>Adds the counts of another one.</summary>
    public void Add(Histogram other)
    {
        (Minimum, Maximum) = (Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
        for (var bin = 0; bin < Bins; bin++)
        {
            _counts[bin] += other._counts[bin];
        }
    }

    /// <summary>The counted numbers in ascending order, each as the middle of its bin within the ends, with its count.</summary>
    public (double Value, long Count)[] Sorted()
    {
        var all = new List<(double Value, long Count)>();
        for (var bin = 0; bin < Bins; bin++)
        {
            if (_counts[bin] > 0)
            {
                var middle = BitConverter.UInt32BitsToSingle(((uint)bin << Half) | ((bin & 0x7FFF) == 0 ? 0 : 1u << (Half - 1)));
                all.Add((Math.Clamp(float.IsNaN(middle) ? 0 : middle, Minimum, Maximum), _counts[bin]));
            }
        }

        all.Sort((a, b) => a.Value.CompareTo(b.Value));
        return [.. all];
    }
}
