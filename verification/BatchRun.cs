using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Reference;

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
        using IExecutor runner = executor switch
        {
            BatchExecutor.Desktop => new DesktopExecutor(build),
            BatchExecutor.Emulator => new EmulatorExecutor(build),
            _ => throw new ArgumentException("the reference runs no generated code", nameof(executor)),
        };
        foreach (var input in inputs)
        {
            var output = new int[network.Logits.Shape.Length];
            runner.Run(input, output);
            yield return output;
        }
    }
}
