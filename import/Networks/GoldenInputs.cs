using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.Import.Networks;

/// <summary>Golden vectors of an imported network: its zero point, and noise.</summary>
internal static class GoldenInputs
{
    private const int Noises = 2;

    public static ImmutableArray<GoldenVector> Of(Network network)
    {
        var (length, map) = (network.Input.Shape.Length, network.Input);
        IEnumerable<byte[]> inputs =
        [
            [.. Enumerable.Repeat((byte)map.ZeroPoint, length)],
            .. Enumerable.Range(1, Noises).Select(seed => Noise(length, map.Type, (ulong)seed)),
        ];
        return
        [
            .. inputs
                .AsParallel()
                .AsOrdered()
                .Select(input => (Input: input, Result: ReferenceExecutor.Run(network, input)))
                .Select(pair => new GoldenVector([.. pair.Input], pair.Result.LayerCrcs, pair.Result.Logits)),
        ];
    }

    // SplitMix64: the same numbers on every system and with every version of the framework.
    private static byte[] Noise(int length, IntegerType type, ulong state)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            state += 0x9E3779B97F4A7C15;
            var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            bytes[index] = (byte)(type.Minimum + (int)((z >> 33) % (ulong)type.Values));
        }

        return bytes;
    }
}
