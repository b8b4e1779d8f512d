using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Streaming;

namespace Striate.Codegen.Lowering;

/// <summary>What generated code that reads a signal block after block has besides the code of its layers.</summary>
/// <param name="Form">The block form that was lowered.</param>
/// <param name="Forget">Brings all histories to zero points.</param>
/// <param name="IsFilled">Whether they are not zeros, so that it must be done before the first block, too.</param>
internal sealed record BlockRun(BlockForm Form, KernelMethod Forget, bool IsFilled)
{
    /// <summary>The field that counts blocks.</summary>
    public const string Blocks = "s_blocks";

    /// <summary>That of a network; null where it reads whole windows.</summary>
    /// <param name="form">Its block form; null: none.</param>
    /// <param name="network">The block form over stored integers.</param>
    /// <param name="memory">Its working memory.</param>
    public static BlockRun? Of(BlockForm? form, Network network, MemoryPlan memory)
    {
        if (form is null)
        {
            return null;
        }

        var histories = network.Layers.OfType<History>().Where(history => history.Kept > 0).ToImmutableArray();
        Statement[] body =
        [
            .. memory.KeptBytes == 0 ? [] : new Statement[] { new Assign("a", new StaticField("s_arena", "byte[]"), "byte[]") },
            .. histories.SelectMany(history => Fill(history, memory.Kept[history.Name])),
        ];
        return new BlockRun(
            form,
            new KernelMethod("Forget", false, [], [.. body]),
            histories.Any(history => history.Output.ZeroPoint != 0)
        );
    }

    private static IEnumerable<Statement> Fill(History history, int start)
    {
        var count = history.Kept * history.StepLength;
        yield return history.Output.ZeroPoint == 0
            ? new LibraryCall("Array", "Clear", ["a", start, count])
            : Loop.Count("i", count, [new Store("a", ((Code)"i").Plus(start), (byte)history.Output.ZeroPoint)]);
    }
}
