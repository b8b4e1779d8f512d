namespace Striate.Model.Storage;

/// <summary>Reads what <see cref="BitWriter"/> packed, in the same bit order.</summary>
public ref struct BitReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private long _position;

    /// <summary>Bits that have not been read.</summary>
    public readonly long BitsLeft => (_bytes.Length * 8L) - _position;

    /// <summary>True when fewer than 8 bits are left and all of them are 0: nothing was appended or hidden.</summary>
    public readonly bool EndsInPadding => BitsLeft == 0 || (BitsLeft < 8 && _bytes[^1] >> (int)(8 - BitsLeft) == 0);

    /// <summary>The next number, zero-extended.</summary>
    /// <param name="bits">0..31.</param>
    /// <exception cref="EndOfStreamException">Fewer bits are left.</exception>
    public int ReadUnsigned(int bits)
    {
        if (bits > BitsLeft)
        {
            throw new EndOfStreamException($"{bits} bits wanted, {BitsLeft} left");
        }

        var value = 0;
        for (var bit = 0; bit < bits; bit++, _position++)
        {
            value |= ((_bytes[(int)(_position >> 3)] >> (int)(_position & 7)) & 1) << bit;
        }

        return value;
    }

    /// <summary>The next number, two's complement of so many bits.</summary>
    /// <param name="bits">1..31.</param>
    /// <exception cref="EndOfStreamException">Fewer bits are left.</exception>
    public int ReadSigned(int bits) => ReadUnsigned(bits) << (32 - bits) >> (32 - bits);
}
