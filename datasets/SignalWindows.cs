using Striate.DataSets.Reading;

namespace Striate.DataSets;

/// <summary>Cuts recordings of several channels into windows of equal length.</summary>
/// <param name="Length">Time steps of a window.</param>
/// <param name="Hop">Time steps between the starts of two windows of a recording.</param>
public sealed record SignalWindows(int Length, int Hop)
{
    /// <summary>
    /// The windows of one recording; a window's class is the one that most of its steps have, of equals the lowest.
    /// </summary>
    /// <param name="values">[step, channel], int8.</param>
    /// <param name="classes">The class of each step.</param>
    public Samples Cut(ReadOnlySpan<sbyte> values, ReadOnlySpan<int> classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Hop, 1);
        var channels = classes.IsEmpty ? 0 : values.Length / classes.Length;
        var count = classes.Length < Length ? 0 : ((classes.Length - Length) / Hop) + 1;
        var windows = new byte[count * Length * channels];
        var labels = new int[count];
        for (var window = 0; window < count; window++)
        {
            var part = values.Slice(window * Hop * channels, Length * channels);
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(part).CopyTo(windows.AsSpan(window * part.Length));
            labels[window] = MajorityClass.Of(classes.Slice(window * Hop, Length), Tie.Lowest);
        }

        return new Samples(windows, labels);
    }

    /// <summary>All windows of several recordings, in order.</summary>
    public static Samples Join(IReadOnlyCollection<Samples> parts)
    {
        // Arrays of their final length: a sequence that grows takes the memory several times over.
        var joined = new Samples(new byte[parts.Sum(part => part.Values.Length)], new int[parts.Sum(part => part.Classes.Length)]);
        var (value, sample) = (0, 0);
        foreach (var part in parts)
        {
            part.Values.CopyTo(joined.Values, value);
            part.Classes.CopyTo(joined.Classes, sample);
            (value, sample) = (value + part.Values.Length, sample + part.Classes.Length);
        }

        return joined;
    }
}
