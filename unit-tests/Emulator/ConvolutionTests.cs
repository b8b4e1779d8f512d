using Striate.Emulator;
using Striate.UnitTests.Compilation;

namespace Striate.UnitTests.Emulator;

/// <summary>
/// One convolution written seven ways, each measured on the real nanoCLR: the emulator must give the same outputs and
/// execute exactly as many instructions.
/// </summary>
public sealed class ConvolutionTests
{
    private static readonly Lazy<ReadOnlyMemory<byte>> Image = new(() => KnownProgram.CompileConvolutions().Required().Image.AsMemory());

    [Theory]
    [InlineData(0, 27_774_429, -1122832897)]
    [InlineData(1, 8_138_218, -1122832897)]
    [InlineData(2, 5_008_881, -1122832897)]
    [InlineData(3, 1_091_628, -1122832897)]
    [InlineData(4, 1_023_047, -1122832897)]
    [InlineData(5, 554_918, -1122832897)]
    [InlineData(6, 363_206, 1171379213)]
    public void InstructionsAndOutputsAreThoseOfTheRealRuntime(int variant, long instructions, int hash)
    {
        var machine = Machine.Load([Image.Value]);
        machine.Invoke("P", "Fill");
        machine.ResetCounters();

        machine.Invoke("P", "Go", variant);

        // The loop that called Go on the real runtime loaded the argument and made the call: two instructions more.
        (machine.Counters.Instructions + 2).ShouldBe(instructions);
        machine.Counters.Allocations.ShouldBe(0);
        machine.Invoke("P", variant >= 4 ? "HashP" : "HashY").ShouldBe(hash);
    }
}
