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
/// forgotten the signal: it begins anew with the block that is due.
/// </summary>
public static class BoardSignalTest
{
    /// <summary>Runs the test.</summary>
    /// <param name="link">The line.</param>
    /// <param name="form">The block form that the board computes.</param>
    /// <param name="signal">Values of a whole number of blocks.</param>
    /// <param name="limit">How long one attempt waits for the answer.</param>
    /// <param name="attempts">Attempts of each request.</param>
    /// <param name="progress">Called with the blocks done so far.</param>
    /// <param name="cancellation">Stops between blocks, and while an answer is missing.</param>
    /// <exception cref="BoardException">The board does not answer, or refuses the beginning of a signal.</exception>
    public static BoardSignalReport Run(
        IBoardLink link,
        BlockForm form,
        ReadOnlyMemory<byte> signal,
        TimeSpan limit,
        int attempts,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (client, length) = (new BoardClient(link, limit, attempts, cancellation), form.Hop * form.StepLength);
        var sender = new Sender(client, form);
        var (blocks, equal, difference) = (signal.Length / length, 0, (int?)null);
        for (var block = 0; block < blocks; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (sender.IsAnsweredRightly(signal.Slice(block * length, length)))
            {
                equal++;
            }
            else
            {
                difference ??= block;
            }

            progress?.Report(block + 1);
        }

        return new BoardSignalReport(blocks, equal, difference);
    }

    private sealed class Sender(BoardClient client, BlockForm form)
    {
        private readonly StreamingReference _reference = new(form);
        private int _number;

        public bool IsAnsweredRightly(ReadOnlyMemory<byte> block)
        {
            var answer = Send(block);
            var expected = _reference.Advance(block.Span);
            var told =
                !_reference.IsReady ? RunAnswer.NotReady
                : form.Block.HasClasses ? expected.Class
                : RunAnswer.NoClass;
            return answer.Class == told && (!_reference.IsReady || answer.Logits.SequenceEqual(expected.Logits));
        }

        private RunAnswer Send(ReadOnlyMemory<byte> block)
        {
            var classes = form.Block.Logits.Shape.Length;
            try
            {
                return client.Block(_number++, block, classes);
            }
            catch (BoardException) when (_number > 1)
            {
                // It may have started and lost the signal; if it refuses the beginning of one, too, that is told.
                _reference.Reset();
                _number = 0;
                return client.Block(_number++, block, classes);
            }
        }
    }
}
