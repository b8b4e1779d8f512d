using System.Collections.Immutable;

namespace Striate.Trainer.Quantisation;

/// <summary>The form of the factor m of requantisation.</summary>
public enum MultiplierForm
{
    /// <summary>m of a few bits per channel.</summary>
    General,

    /// <summary>m = 1: steps are powers of two, and requantisation is a shift.</summary>
    PowerOfTwo,
}

/// <summary>How a network becomes integers.</summary>
/// <param name="WeightBits">2..8, of every layer that <paramref name="LayerBits"/> does not name.</param>
/// <param name="ActivationBits">4..8.</param>
/// <param name="Form">Form of m.</param>
/// <param name="MultiplierBits">
/// 1..16, bits of m in the general form. Few are enough, because the scale of a channel's weights absorbs what m cannot
/// express; with 8 the product of accumulator and m usually fits 32 bits. A factor that is too large for them gets more.
/// </param>
/// <param name="WeightBytes">
/// Bytes that the packed weights of a segment network may have: bits per layer are chosen for it (<see cref="BitAllocation"/>),
/// <paramref name="WeightBits"/> at most. Null: no bound.
/// </param>
/// <param name="LayerBits">Bits per weight of single layers, 2..8.</param>
public sealed record QuantisationOptions(
    int WeightBits = 8,
    int ActivationBits = 8,
    MultiplierForm Form = MultiplierForm.General,
    int MultiplierBits = 8,
    long? WeightBytes = null,
    ImmutableSortedDictionary<string, int>? LayerBits = null
)
{
    /// <summary>Fewest bits per weight.</summary>
    public const int FewestBits = 2;

    /// <summary>Most bits per weight.</summary>
    public const int MostBits = 8;

    /// <summary>Bits per weight of a layer.</summary>
    public int BitsOf(string layer) => LayerBits is { } bits && bits.TryGetValue(layer, out var own) ? own : WeightBits;

    /// <summary>Bits of m in the chosen form.</summary>
    public int EffectiveMultiplierBits => Form == MultiplierForm.PowerOfTwo ? 1 : MultiplierBits;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="StriateException">A value is out of its range.</exception>
    public void Validate()
    {
        foreach (var bits in (IEnumerable<int>)[WeightBits, .. LayerBits?.Values ?? []])
        {
            Check(bits is >= FewestBits and <= MostBits, "weight bits", bits, "2..8");
        }

        Check(WeightBytes is null or > 0, "bytes of weights", WeightBytes ?? 0, "1 and more");
        Check(ActivationBits is >= 4 and <= 8, "activation bits", ActivationBits, "4..8");
        Check(MultiplierBits is >= 1 and <= 16, "multiplier bits", MultiplierBits, "1..16");
    }

    private static void Check(bool holds, string name, long value, string range)
    {
        if (!holds)
        {
            throw new StriateException(ErrorKind.Usage, $"{name} are {value}, outside of {range}");
        }
    }
}
