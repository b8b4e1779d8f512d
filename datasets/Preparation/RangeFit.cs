using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.DataSets.Preparation;

/// <summary>Fits how readings become integers on the samples to learn from.</summary>
internal static class RangeFit
{
    /// <summary>Part of the values, at each end, that may lie beyond the range: outliers must not make all else small.</summary>
    private const double Outliers = 0.001;

    /// <summary>Steps that half of the range has at least where values are no whole numbers, tenfold at most: twice over, 16 bits hold the range.</summary>
    private const double FewestSteps = 1 << 11;

    /// <summary>The contract of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="training">Numbers of the samples to learn from.</param>
    public static InputContract Of(RawData data, IReadOnlyList<int> training)
    {
        var channels = data.Shape.Channels;
        return new InputContract(
            KindOf(data),
            [.. Enumerable.Range(0, channels).Select(channel => Channel(Name(data, channel), Sorted(data, training, channel)))],
            data.Options.Rate,
            data.Options.Units);
    }

    /// <summary>The kind of data, as a contract names it.</summary>
    public static string KindOf(RawData data) => data.Kind switch { DataKind.Image => "image", DataKind.Signal => "signal", DataKind.Sound => "sound", _ => "features" };

    /// <summary>The name of a channel, as a contract has it; empty where there is none.</summary>
    public static string Name(RawData data, int channel)
    {
        const int Longest = 64;
        var name = data.Channels.IsEmpty ? "" : ClassNames.Printable(data.Channels[channel]);
        return name.Length <= Longest ? name : name[..Longest];
    }

    private static float[] Sorted(RawData data, IReadOnlyList<int> training, int channel)
    {
        var (length, channels) = (data.Shape.Length, data.Shape.Channels);
        var each = length / channels;
        var values = new float[training.Count * each];
        for (var sample = 0; sample < training.Count; sample++)
        {
            for (var place = 0; place < each; place++)
            {
                values[(sample * each) + place] = data.Values[(training[sample] * length) + (place * channels) + channel];
            }
        }

        Array.Sort(values);
        return values;
    }

    private static InputChannel Channel(string name, float[] sorted)
    {
        var aside = (int)(sorted.Length * Outliers);
        double low = sorted[aside], high = sorted[^(1 + aside)];
        // A channel that is nearly always the same: what else it has is all that there is.
        (low, high) = low == high ? (sorted[0], sorted[^1]) : (low, high);
        var step = Step(sorted, low, high);
        var offset = (int)Math.Clamp(Math.Round((low + high) / 2 / step), -InputChannel.MaximumReading, InputChannel.MaximumReading);
        var half = Math.Max(1, Math.Max((high / step) - offset, offset - (low / step)));
        // 127 / half as multiplier / 2^shift with a multiplier of 14 bits.
        var factor = sbyte.MaxValue / half;
        var shift = (int)Math.Clamp(Math.Floor(Math.Log2(InputChannel.MaximumMultiplier / factor)), 1, 30);
        return new InputChannel(name, step, offset, (int)Math.Clamp(Math.Round(factor * Math.Pow(2, shift)), 1, InputChannel.MaximumMultiplier), shift);
    }

    // One where readings are whole numbers already; otherwise a power of ten. Outliers do not count here either.
    private static double Step(float[] sorted, double low, double high)
    {
        var (half, largest) = ((high - low) / 2, Math.Max(Math.Abs(low), Math.Abs(high)));
        var isWhole = Array.TrueForAll(sorted, value => value == MathF.Truncate(value));
        if (isWhole && half <= short.MaxValue && largest <= InputChannel.MaximumReading)
        {
            return 1;
        }

        var finest = Math.Max(half > 0 ? half / FewestSteps : largest / FewestSteps, largest / InputChannel.MaximumReading);
        return finest > 0 ? Math.Pow(10, Math.Floor(Math.Log10(finest))) : 1;
    }
}
