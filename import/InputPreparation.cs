using System.Collections.Immutable;

namespace Striate.Import;

/// <summary>
/// How readings become the numbers that a model reads: where there is a range, 0..255 becomes <c>Low..High</c>; then <c>(value - mean) /
/// deviation</c>.
/// </summary>
/// <param name="Mean">One, or one for each channel; empty: 0.</param>
/// <param name="Deviation">One, or one for each channel, positive; empty: 1.</param>
/// <param name="Range">What 0..255 becomes; null: readings stay.</param>
public sealed record InputPreparation(ImmutableArray<double> Mean, ImmutableArray<double> Deviation, (double Low, double High)? Range)
{
    /// <summary>Numbers of a mean or a deviation at most.</summary>
    public const int MaximumChannels = 4096;

    private const int MaximumByte = 255;
    private const double Largest = 1e9;
    private const double Smallest = 1e-9;

    /// <summary>Readings are the numbers that the model reads.</summary>
    public static readonly InputPreparation None = new([], [], null);

    /// <summary>Channels that are told apart; 1: all are prepared alike.</summary>
    public int Channels => Math.Max(1, Math.Max(Mean.Length, Deviation.Length));

    /// <summary>The preparation that a user tells.</summary>
    /// <param name="mean">Empty: none is told.</param>
    /// <param name="deviation">Empty: none is told.</param>
    /// <param name="range">Its two ends; empty: none is told.</param>
    /// <param name="wrong">Makes the error of one of mean, std and input-range from what is wrong with it.</param>
    /// <returns>Null: nothing is told.</returns>
    public static InputPreparation? Of(
        ImmutableArray<double> mean,
        ImmutableArray<double> deviation,
        ImmutableArray<double> range,
        Func<string, string, Exception> wrong
    )
    {
        if (!mean.All(value => Math.Abs(value) <= Largest))
        {
            throw wrong("mean", $"must be numbers in {-Largest}..{Largest}");
        }

        if (!deviation.All(value => value is >= Smallest and <= Largest))
        {
            throw wrong("std", $"must be numbers in {Smallest}..{Largest}");
        }

        if (mean.Length > 1 && deviation.Length > 1 && mean.Length != deviation.Length)
        {
            throw wrong("std", $"has {deviation.Length} numbers, and mean has {mean.Length}; give one, or one for each channel");
        }

        if (!range.IsEmpty && (range is not [var low, var high] || !(low < high) || Math.Abs(low) > Largest || Math.Abs(high) > Largest))
        {
            throw wrong("input-range", $"must be two numbers in {-Largest}..{Largest}, the smaller one first");
        }

        return mean.IsEmpty && deviation.IsEmpty && range.IsEmpty
            ? null
            : new InputPreparation(mean, deviation, range is [var first, var last] ? (first, last) : null);
    }

    /// <summary>The model's number of a reading.</summary>
    public double Apply(double reading, int channel) => (reading * Factor(channel)) + Offset(channel);

    /// <summary>What a reading is multiplied by.</summary>
    internal double Factor(int channel) =>
        (Range is { } range ? (range.High - range.Low) / MaximumByte : 1) / (Deviation.IsEmpty ? 1 : At(Deviation, channel));

    /// <summary>The model's number of the reading 0.</summary>
    internal double Offset(int channel) =>
        ((Range?.Low ?? 0) - (Mean.IsEmpty ? 0 : At(Mean, channel))) / (Deviation.IsEmpty ? 1 : At(Deviation, channel));

    /// <summary>The model's numbers of the smallest and the largest byte, over all channels.</summary>
    internal (double Low, double High) OfBytes =>
        (Enumerable.Range(0, Channels).Min(Offset), Enumerable.Range(0, Channels).Max(channel => Apply(MaximumByte, channel)));

    /// <summary>What one step of a byte is where a byte's 0 is the model's 0 in all channels; null: it is not.</summary>
    internal double? StepOfBytes =>
        Enumerable.Range(0, Channels).All(channel => Offset(channel) == 0 && Factor(channel) == Factor(0)) ? Factor(0) : null;

    private static double At(ImmutableArray<double> values, int channel) => values[values.Length == 1 ? 0 : channel];
}

/// <summary>What readings of data are.</summary>
/// <param name="Kind">As an input contract names it.</param>
/// <param name="Channels">Name of each channel, and the units of the data that one step of a reading has.</param>
/// <param name="Rate">Readings of a channel in a second; null: unknown.</param>
/// <param name="Units">Units of the readings; null: unknown.</param>
public sealed record InputReadings(string Kind, ImmutableArray<(string Name, double Step)> Channels, double? Rate, string? Units)
{
    /// <summary>The kind of images.</summary>
    public const string Image = "image";
}
