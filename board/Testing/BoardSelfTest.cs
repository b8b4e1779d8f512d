using Striate.Board.Links;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Streaming;

namespace Striate.Board.Testing;

/// <summary>A board's own golden vectors, computed again on request.</summary>
public static class BoardSelfTest
{
    /// <summary>Compares every layer's CRC and every logit with the integer reference's.</summary>
    /// <param name="link">The line.</param>
    /// <param name="package">The package that the board runs.</param>
    /// <param name="form">The block form that the board computes; null: whole windows.</param>
    /// <param name="vectors">Golden vectors that the board has: the package's first.</param>
    /// <param name="limit">How long one attempt waits for the answer.</param>
    /// <param name="cancellation">Stops it, while an answer is missing as well.</param>
    /// <returns>The first difference in words; null when all is equal.</returns>
    /// <exception cref="BoardException">The board does not answer, or refuses.</exception>
    public static string? FirstDifference(
        IBoardLink link,
        ModelPackage package,
        BlockForm? form,
        int vectors,
        TimeSpan limit,
        CancellationToken cancellation = default
    )
    {
        var network = form?.Block ?? package.Network;
        var client = new BoardClient(link, limit, BoardTest.Attempts, cancellation);
        for (var index = 0; index < vectors; index++)
        {
            var golden = form is null ? package.GoldenVectors[index] : GoldenVectors.OfLastBlock(package.GoldenVectors[index], form);
            var answer = client.Test(index, golden.LayerCrcs.Length, golden.Logits.Length);
            for (var layer = 0; layer < golden.LayerCrcs.Length; layer++)
            {
                if (!Crcs(network, golden, layer).Contains(answer.LayerCrcs[layer]))
                {
                    return $"golden vector {index}: layer '{network.Layers[layer].Name}'";
                }
            }

            if (!answer.Logits.SequenceEqual(golden.Logits))
            {
                return $"golden vector {index}: the logits";
            }
        }

        return null;
    }

    // A layer's own, or that of a layer which reads it: generated code may compute both as one, and then has no map of the first.
    private static IEnumerable<uint> Crcs(Network network, GoldenVector golden, int layer) =>
        network
            .Layers.Select((other, index) => (Other: other, Index: index))
            .Where(entry => entry.Index == layer || entry.Other.Inputs.Contains(network.Layers[layer].Name))
            .Select(entry => golden.LayerCrcs[entry.Index]);
}
