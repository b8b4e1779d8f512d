using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Model.Reference;
using Striate.Model.Streaming;

namespace Striate.Board.Testing;

/// <summary>What a board made of a signal, block after block.</summary>
/// <param name="Blocks">Blocks that were sent.</param>
/// <param name="Equal">Those with whose answer all is the integer reference's: whether a window is complete, its class and every
/// logit.</param>
/// <param name="FirstDifference">The first block with another answer; null: there is none.</param>
public sealed record BoardSignalReport(int Blocks, int Equal, int? FirstDifference);

/// <summary>
/// Sends a signal to a board block after block, and compares every answer with the integer reference. A board that starts meanwhile has
/// forgotten the signal, which begins anew.
/// </summary>
public static class BoardSignalTest
{
    // A tenth of all requests and more may start a board that is tested with faults.
    private const int MostBeginnings = 1000;

    /// <summary>Runs the test.</summary>
    /// <param name="link">The line.</param>
    /// <param name="form">The block form that the board computes.</param>
    /// <param name="signal">Values of a whole number of blocks.</param>
    /// <param name="limit">How long one attempt waits for the answer.</param>
    /// <param name="attempts">Attempts of each request.</param>
    /// <param name="cancellation">Stops between blocks, and while an answer is missing.</param>
    /// <exception cref="BoardException">The board does not answer, or refuses: the blocks behind mean nothing to it.</exception>
    public static BoardSignalReport Run(
        IBoardLink link,
        BlockForm form,
        ReadOnlyMemory<byte> signal,
        TimeSpan limit,
        int attempts,
        CancellationToken cancellation = default
    )
    {
        var client = new BoardClient(link, limit, attempts, cancellation);
        for (var begun = 1; ; begun++)
        {
            var starts = client.Starts;
            try
            {
                return Run(client, form, signal, cancellation);
            }
            catch (BoardException) when (client.Starts > starts && begun < MostBeginnings)
            {
                // Of a board that starts again and again the last refusal is told.
            }
        }
    }

    private static BoardSignalReport Run(BoardClient client, BlockForm form, ReadOnlyMemory<byte> signal, CancellationToken cancellation)
    {
        var (reference, network, length) = (new StreamingReference(form), form.Block, form.Hop * form.StepLength);
        var (equal, difference) = (0, (int?)null);
        for (var block = 0; block < signal.Length / length; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = signal.Slice(block * length, length);
            var expected = reference.Advance(values.Span);
            var answer = client.Block(block, values, network.Logits.Shape.Length);
            var told =
                !reference.IsReady ? RunAnswer.NotReady
                : network.HasClasses ? expected.Class
                : RunAnswer.NoClass;
            if (answer.Class == told && (!reference.IsReady || answer.Logits.SequenceEqual(expected.Logits)))
            {
                equal++;
            }
            else
            {
                difference ??= block;
            }
        }

        return new BoardSignalReport(signal.Length / length, equal, difference);
    }
}
