namespace Striate.Model.Graph;

/// <summary>The range of the integers in a feature map.</summary>
/// <param name="Bits">4..8 for activations, 32 for accumulators and logits.</param>
/// <param name="Signed">False after a ReLU: 0..2^bits-1. True otherwise: -2^(bits-1)..2^(bits-1)-1.</param>
public readonly record struct IntegerType(int Bits, bool Signed)
{
    /// <summary>0..255.</summary>
    public static readonly IntegerType UInt8 = new(8, false);

    /// <summary>-128..127.</summary>
    public static readonly IntegerType Int8 = new(8, true);

    /// <summary>Accumulators that are not requantised: the logits.</summary>
    public static readonly IntegerType Int32 = new(32, true);

    /// <summary>Smallest value.</summary>
    public int Minimum => Signed ? (int)-(1L << (Bits - 1)) : 0;

    /// <summary>Largest value.</summary>
    public int Maximum => (int)((1L << (Signed ? Bits - 1 : Bits)) - 1);

    /// <summary>How many integers there are: 256 at most for activations.</summary>
    public long Values => 1L << Bits;

    /// <summary>Bytes that one value takes where feature maps are stored one value after the other.</summary>
    public int Bytes => Bits <= 8 ? 1 : 4;

    /// <inheritdoc/>
    public override string ToString() => (Signed ? "int" : "uint") + Bits;
}
