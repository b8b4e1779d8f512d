using System.Collections.Immutable;
using System.IO.Hashing;
using Striate.Model.Graph;

namespace Striate.Model.Reference;

/// <summary>Everything the reference computed for one input.</summary>
/// <param name="Outputs">The integers of every layer's output, in layer order, each in height, width, channel layout.</param>
/// <param name="LayerCrcs">CRC-32 of every layer's output, see <see cref="Crc"/>.</param>
public sealed record ReferenceResult(ImmutableArray<int[]> Outputs, ImmutableArray<uint> LayerCrcs)
{
    /// <summary>The last layer's output.</summary>
    public ImmutableArray<int> Logits => [.. Outputs[^1]];

    /// <summary>The smallest index of the largest logit.</summary>
    public int Class => ArgMax(Outputs[^1]);

    /// <summary>The smallest index of the maximum.</summary>
    public static int ArgMax(ReadOnlySpan<int> logits)
    {
        var best = 0;
        for (var index = 1; index < logits.Length; index++)
        {
            if (logits[index] > logits[best])
            {
                best = index;
            }
        }

        return best;
    }

    /// <summary>
    /// CRC-32 (ISO-HDLC, as in zip) of a feature map's bytes: one byte per value (two's complement) up to 8 bits,
    /// four little-endian bytes otherwise.
    /// </summary>
    public static uint Crc(ReadOnlySpan<int> values, IntegerType type)
    {
        var bytes = new byte[values.Length * type.Bytes];
        for (var index = 0; index < values.Length; index++)
        {
            for (var part = 0; part < type.Bytes; part++)
            {
                bytes[(index * type.Bytes) + part] = (byte)(values[index] >> (8 * part));
            }
        }

        return Crc32.HashToUInt32(bytes);
    }
}
