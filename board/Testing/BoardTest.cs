using System.Collections.Immutable;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Model.Packaging;

namespace Striate.Board.Testing;

/// <summary>What a test of a board found.</summary>
/// <param name="Vectors">Inputs that were sent.</param>
/// <param name="Equal">Those whose accepted answer is the integer reference's, class and every logit.</param>
/// <param name="Failed">Those that ended with an error in time.</param>
/// <param name="WrongAccepted">Those whose accepted answer is another one.</param>
/// <param name="Hangs">Requests that took longer than all their attempts may.</param>
/// <param name="CorruptedFrames">Damaged frames that host or board received.</param>
/// <param name="Resent">Requests that were sent again.</param>
/// <param name="Starts">Starts of the board during the test.</param>
/// <param name="Microseconds">Times of an inference on the board, ascending.</param>
/// <param name="FirstDifference">The first input with another answer.</param>
/// <param name="Classes">The class of each input's accepted answer, in the order of the inputs; null where there is none.</param>
public sealed record BoardTestReport(
    int Vectors,
    int Equal,
    int Failed,
    int WrongAccepted,
    int Hangs,
    int CorruptedFrames,
    int Resent,
    int Starts,
    ImmutableArray<int> Microseconds,
    int? FirstDifference,
    ImmutableArray<int?> Classes
)
{
    /// <summary>The time that a share of the inferences keeps; 0 when none was timed.</summary>
    public int Percentile(double share) =>
        Microseconds.IsEmpty ? 0 : Microseconds[(int)Math.Min(Microseconds.Length - 1, share * Microseconds.Length)];

    /// <summary>Inputs that the board classified rightly. One without an answer is not.</summary>
    /// <param name="labels">The class of each input.</param>
    public int Correct(IReadOnlyList<int> labels) => Classes.Zip(labels).Count(pair => pair.First == pair.Second);
}

/// <summary>Streams inputs through a board and compares every answer with the integer reference.</summary>
public static class BoardTest
{
    /// <summary>Attempts of each request, unless told otherwise.</summary>
    public const int Attempts = 12;

    /// <summary>Runs the test.</summary>
    /// <param name="link">The line.</param>
    /// <param name="vectors">Inputs, and what the reference computes.</param>
    /// <param name="limit">How long one attempt waits for the answer.</param>
    /// <param name="attempts">Attempts of each request.</param>
    /// <param name="hasClasses">Whether the network's output tells classes.</param>
    /// <param name="progress">Called with the inputs done so far.</param>
    /// <param name="cancellation">Stops between inputs, and while an answer is missing.</param>
    public static BoardTestReport Run(
        IBoardLink link,
        IReadOnlyList<GoldenVector> vectors,
        TimeSpan limit,
        int attempts,
        bool hasClasses = true,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var client = new BoardClient(link, limit, attempts, cancellation);
        var times = new List<int>();
        var classes = new int?[vectors.Count];
        var (equal, failed, wrong, hangs) = (0, 0, 0, 0);
        int? difference = null;
        for (var index = 0; index < vectors.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (vector, start) = (vectors[index], link.Now);
            try
            {
                var answer = client.Run(vector.Input.AsMemory(), vector.Logits.Length);
                times.Add(answer.Microseconds);
                classes[index] = answer.Class;
                if (IsEqual(answer, vector, hasClasses))
                {
                    equal++;
                }
                else
                {
                    wrong++;
                    difference ??= index;
                }
            }
            catch (BoardException)
            {
                failed++;
            }

            // A request itself takes time on the line: twice the limit is generous.
            hangs += link.Now - start > 2 * attempts * limit ? 1 : 0;
            progress?.Report(index + 1);
        }

        return new BoardTestReport(
            vectors.Count,
            equal,
            failed,
            wrong,
            hangs,
            client.CorruptedFrames,
            client.Resent,
            client.Starts,
            [.. times.Order()],
            difference,
            [.. classes]
        );
    }

    private static bool IsEqual(RunAnswer answer, GoldenVector vector, bool hasClasses) =>
        answer.Logits.SequenceEqual(vector.Logits)
        && answer.Class == (hasClasses ? vector.Logits.IndexOf(vector.Logits.Max()) : RunAnswer.NoClass);
}
