using Striate.Codegen;
using Striate.Emulator;

namespace Striate.Fuzzing.Networks;

/// <summary>Generated code as assemblies and as the .pe files that are flashed of them: the same logits, and the same counts.</summary>
public static class FlashedNetwork
{
    /// <summary>What differs for an input, or null.</summary>
    /// <param name="build">The code, without diagnostics.</param>
    /// <param name="input">One input.</param>
    /// <param name="outputs">Numbers that the network computes of it.</param>
    public static string? Difference(BuildResult build, byte[] input, int outputs)
    {
        var expected = Run(build, build.Assemblies.Select(assembly => assembly.Image.AsMemory()), input, outputs);
        var actual = Run(build, build.Assemblies.Select(assembly => assembly.ToPortable().AsMemory()), input, outputs);
        return expected == actual ? null : $"the .pe gives {actual}, the assembly {expected}";
    }

    private static (string Logits, Counters Counters, long InitialiserBytes) Run(
        BuildResult build,
        IEnumerable<ReadOnlyMemory<byte>> images,
        byte[] input,
        int outputs
    )
    {
        var machine = Machine.Load(images);
        var logits = new int[outputs];
        machine.Invoke($"{build.Code.Namespace}.{build.Code.NetworkClass}", "Run", input, logits);
        return (string.Join(",", logits), machine.Counters, machine.InitialiserBytes);
    }
}
