using System.Security.Cryptography;

namespace Striate.DataSets;

/// <summary>Labelled samples as the network's input integers.</summary>
/// <param name="Values">Sample after sample, each in height, width, channel order, one byte a value (two's complement where the input is
/// signed).</param>
/// <param name="Classes">The class of each sample, from 0.</param>
public sealed record Samples(byte[] Values, int[] Classes)
{
    /// <summary>Number of samples.</summary>
    public int Count => Classes.Length;

    /// <summary>The bytes of one sample.</summary>
    public ReadOnlySpan<byte> this[int sample]
    {
        get
        {
            var length = Values.Length / Count;
            return Values.AsSpan(sample * length, length);
        }
    }

    /// <summary>128 bits of SHA-256 for each sample: equal ones are the same samples.</summary>
    public IEnumerable<UInt128> Hashes() => Enumerable.Range(0, Count).Select(sample => Hash(this[sample]));

    /// <summary>128 bits of SHA-256.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return System.Runtime.InteropServices.MemoryMarshal.Read<UInt128>(hash);
    }

    /// <summary>The first samples, at most <paramref name="count"/> of them.</summary>
    public Samples Take(int count) => count >= Count ? this : new Samples(Values[..(Values.Length / Count * count)], Classes[..count]);
}
