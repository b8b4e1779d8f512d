using System.Collections.Immutable;

namespace Striate.Model.Storage;

/// <summary>
/// Packs numbers of 0..32 bits one after the other. Bit order: the least significant bit of a number is written first,
/// and the first bit of a byte is its least significant one; a number may straddle bytes. Unused bits of the last byte are 0.
/// </summary>
public sealed class BitWriter
{
    private readonly ImmutableArray<byte>.Builder _bytes = ImmutableArray.CreateBuilder<byte>();
    private ulong _pending;
    private int _pendingBits;

    /// <summary>Bytes that <paramref name="count"/> numbers of <paramref name="bits"/> bits take.</summary>
    public static long BytesFor(long count, int bits) => checked(((count * bits) + 7) / 8);

    /// <summary>Appends the low bits of a number.</summary>
    /// <param name="value">The number; two's complement of <paramref name="bits"/> bits when it is signed.</param>
    /// <param name="bits">0..32.</param>
    public void Write(int value, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 32);
        _pending |= ((uint)value & ((1UL << bits) - 1)) << _pendingBits;
        for (_pendingBits += bits; _pendingBits >= 8; _pendingBits -= 8)
        {
            _bytes.Add((byte)_pending);
            _pending >>= 8;
        }
    }

    /// <summary>Everything written so far, the last byte filled up with zeros.</summary>
    public ImmutableArray<byte> ToImmutable() => _pendingBits == 0 ? _bytes.ToImmutable() : [.. _bytes, (byte)_pending];
}
