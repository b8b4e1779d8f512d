using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.DataSets.Preparation;

/// <summary>Fits how readings become integers on the samples to learn from.</summary>
internal static class RangeFit
{
    /// <summary>Part of the values, at each end, that may lie beyond the range: outliers must not make all else small.</summary>
    private const double Outliers = 0.001;

    /// <summary>
    /// Steps that half of the range has at least where values are no whole numbers, tenfold at most: twice over, 16 bits hold the range.
    /// </summary>
    private const double FewestSteps = 1 << 11;

    // The same for mu-law, whose steps are finer around the offset.
    private const double FewestCompressedSteps = 3200;

    // Full scale of sound is 1: a step is one of 16 bits.
    private const double SoundStep = 1.0 / (1 << 15);

    /// <summary>The contract of data.</summary>
    /// <param name="data">The data.</param>
    /// <param name="training">Numbers of the samples to learn from.</param>
    public static InputContract Of(RawData data, IReadOnlyList<int> training)
    {
        var (channels, isMuLaw) = (data.Shape.Channels, data.Options.Transform == InputTransform.MuLaw);
        return new InputContract(
            KindOf(data),
            [
                .. Enumerable
                    .Range(0, channels)
                    .Select(channel => Channel(Name(data, channel), data.Kind, isMuLaw, Sorted(data, training, channel))),
            ],
            data.Options.Rate,
            data.Options.Units
        );
    }

    /// <summary>The kind of data, as a contract names it.</summary>
    public static string KindOf(RawData data) =>
        data.Kind switch
        {
            DataKind.Image => "image",
            DataKind.Signal => "signal",
            DataKind.Sound => "sound",
            _ => "features",
        };

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

    private static InputChannel Channel(string name, DataKind kind, bool isMuLaw, float[] sorted)
    {
        var aside = (int)(sorted.Length * Outliers);
        double low = sorted[aside],
            high = sorted[^(1 + aside)];
        // A channel that is nearly always the same: what else it has is all that there is.
        (low, high) = low == high ? (sorted[0], sorted[^1]) : (low, high);
        var step = kind == DataKind.Sound ? StepOfSound(low, high) : Step(sorted, low, high, isMuLaw ? FewestCompressedSteps : FewestSteps);
        // A table is finest around the offset: what is silence must be there.
        double centre = isMuLaw ? sorted[sorted.Length / 2] : (low + high) / 2;
        var offset = (int)Math.Clamp(Math.Round(centre / step), -InputChannel.MaximumReading, InputChannel.MaximumReading);
        var half = Math.Max(1, Math.Max((high / step) - offset, offset - (low / step)));
        return isMuLaw
            ? Scaled(name, step, offset, MuLaw.Loudest, WithinBits(half, offset, low / step, high / step)) with
            {
                Table = MuLaw.Name,
            }
            : Scaled(name, step, offset, sbyte.MaxValue, half);
    }

    // A range of 16 bits whose middle is not the offset: the louder end is the same code, and readings stay short.
    private static double WithinBits(double half, int offset, double low, double high) =>
        low >= short.MinValue && high <= short.MaxValue ? Math.Max(1, Math.Min(half, short.MaxValue - Math.Abs(offset))) : half;

    private static InputChannel Scaled(string name, double step, int offset, int most, double half) =>
        InputChannel.Fitted(name, step, offset, most / half);

    // Files of floating point may be louder than full scale.
    private static double StepOfSound(double low, double high) =>
        SoundStep * Math.Pow(2, Math.Max(0, Math.Ceiling(Math.Log2(Math.Max(Math.Abs(low), Math.Abs(high))))));

    // One where readings are whole numbers already; otherwise a power of ten. Outliers do not count here either.
    private static double Step(float[] sorted, double low, double high, double fewest)
    {
        var (half, largest) = ((high - low) / 2, Math.Max(Math.Abs(low), Math.Abs(high)));
        var isWhole = Array.TrueForAll(sorted, value => value == MathF.Truncate(value));
        if (isWhole && half <= short.MaxValue && largest <= InputChannel.MaximumReading)
        {
            return 1;
        }

        var finest = Math.Max(half > 0 ? half / fewest : largest / fewest, largest / InputChannel.MaximumReading);
        return finest > 0 ? Math.Pow(10, Math.Floor(Math.Log10(finest))) : 1;
    }
}
