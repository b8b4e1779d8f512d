using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Reference;
using Striate.Model.Streaming;

namespace Striate.Model.Packaging;

/// <summary>Golden vectors, which come from the integer reference and from nothing else.</summary>
public static class GoldenVectors
{
    /// <summary>What the reference computes for each input.</summary>
    /// <param name="network">A valid network.</param>
    /// <param name="inputs">One byte per value, height, width, channel.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <exception cref="StriateException">An input has another length, or a value outside the network's range.</exception>
    public static ImmutableArray<GoldenVector> Compute(
        Network network,
        IReadOnlyList<byte[]> inputs,
        CancellationToken cancellation = default
    )
    {
        var vectors = new GoldenVector[inputs.Count];
        Parallel.For(
            0,
            inputs.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation },
            index => vectors[index] = Of(network, inputs[index])
        );
        return ImmutableArray.Create(vectors);
    }

    /// <summary>The first vector that the reference computes otherwise, which only a wrongly made package holds; null: none.</summary>
    public static int? FirstWrong(Network network, ImmutableArray<GoldenVector> vectors)
    {
        for (var index = 0; index < vectors.Length; index++)
        {
            var right = Of(network, [.. vectors[index].Input]);
            if (!right.Logits.SequenceEqual(vectors[index].Logits) || !right.LayerCrcs.SequenceEqual(vectors[index].LayerCrcs))
            {
                return index;
            }
        }

        return null;
    }

    /// <summary>A window's vector with the CRCs of the last of its blocks; what the last block has behind the window is 0.</summary>
    public static GoldenVector OfLastBlock(GoldenVector vector, BlockForm form)
    {
        var (stream, length) = (new StreamingReference(form), form.Hop * form.StepLength);
        var padded = new byte[form.BlocksToReady * length];
        vector.Input.CopyTo(padded);
        var results = Enumerable
            .Range(0, form.BlocksToReady)
            .Select(block => stream.Advance(padded.AsSpan(block * length, length)))
            .ToList();
        return vector with { LayerCrcs = results[^1].LayerCrcs };
    }

    private static GoldenVector Of(Network network, byte[] input)
    {
        var result = ReferenceExecutor.Run(network, input);
        return new GoldenVector([.. input], result.LayerCrcs, result.Logits);
    }
}
