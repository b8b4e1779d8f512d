using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Reference;
using Striate.Model.Streaming;

namespace Striate.Verification;

/// <summary>Who computes a batch.</summary>
public enum BatchExecutor
{
    /// <summary>The integer reference; it alone tells what every layer writes.</summary>
    Reference,

    /// <summary>Generated code on desktop .NET.</summary>
    Desktop,

    /// <summary>Generated code in the emulator.</summary>
    Emulator,
}

/// <summary>Many inputs through one network.</summary>
public static class BatchRun
{
    /// <summary>What every layer writes for one input after the other, on the integer reference.</summary>
    public static IEnumerable<ImmutableArray<int[]>> OnReference(Network network, IEnumerable<byte[]> inputs) =>
        inputs.Select(input => ReferenceExecutor.Run(network, input).Outputs);

    /// <summary>What the last layer writes for one input after the other, by generated code.</summary>
    /// <param name="executor">Desktop or emulator.</param>
    /// <param name="network">The network.</param>
    /// <param name="build">Its generated code.</param>
    /// <param name="inputs">Bytes as the network reads them.</param>
    public static IEnumerable<int[]> OnGeneratedCode(BatchExecutor executor, Network network, BuildResult build, IEnumerable<byte[]> inputs)
    {
        using var runner = Runner(executor, build);
        foreach (var input in inputs)
        {
            var output = new int[network.Logits.Shape.Length];
            runner.Run(input, output);
            yield return output;
        }
    }

    /// <summary>
    /// What every layer of a block form writes for one block of a signal after the other, on the integer reference; null: no window is
    /// complete.
    /// </summary>
    /// <param name="form">The block form.</param>
    /// <param name="blocks">Blocks from the beginning of a signal.</param>
    public static IEnumerable<ImmutableArray<int[]>?> OnStreamingReference(BlockForm form, IEnumerable<byte[]> blocks)
    {
        var reference = new StreamingReference(form);
        foreach (var block in blocks)
        {
            var outputs = reference.Advance(block).Outputs;
            yield return reference.IsReady ? outputs : null;
        }
    }

    /// <summary>
    /// What the last layer writes for one block of a signal after the other, by generated code; null: no window is complete.
    /// </summary>
    /// <param name="executor">Desktop or emulator.</param>
    /// <param name="form">The block form.</param>
    /// <param name="build">Its generated code.</param>
    /// <param name="blocks">Blocks from the beginning of a signal.</param>
    public static IEnumerable<int[]?> OnStreamingCode(BatchExecutor executor, BlockForm form, BuildResult build, IEnumerable<byte[]> blocks)
    {
        using var runner = Runner(executor, build);
        foreach (var block in blocks)
        {
            var output = new int[form.Block.Logits.Shape.Length];
            yield return runner.Advance(block, output) ? output : null;
        }
    }

    private static IExecutor Runner(BatchExecutor executor, BuildResult build) =>
        executor switch
        {
            BatchExecutor.Desktop => new DesktopExecutor(build),
            BatchExecutor.Emulator => new EmulatorExecutor(build),
            _ => throw new ArgumentException("the reference runs no generated code", nameof(executor)),
        };
}
