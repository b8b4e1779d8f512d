using Striate.Codegen;
using Striate.Emulator;
using Striate.Model.Graph;
using Striate.Platform;
using Striate.Zoo;

namespace Striate.EmulatorTests;

/// <summary>What the memory map says is, byte for byte, what the emulator counts.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class MemoryMapTests
{
    public static MatrixTheoryData<string, Strategy> Tiny => new(TinyNetworks.All.Keys, Enum.GetValues<Strategy>());

    public static TheoryData<string> Zoo =>
        ["conv16-int8-m1", "conv16-int4", "lenet-int8", "motion1d-int8-m1", "motion1d-int4", "dscnn-int4-m1", "resnet8-int4-m1"];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void The_map_of_a_tiny_network_is_the_peak(string name, Strategy strategy) =>
        MapIsPeak(TinyNetworks.All[name], new GeneratorOptions(strategy));

    [Theory]
    [MemberData(nameof(Zoo))]
    public void The_map_of_a_network_of_the_zoo_is_the_peak(string name) =>
        MapIsPeak(ZooNetwork.Find(name)[0].Make(), new GeneratorOptions());

    [Theory]
    [InlineData("conv16-int8-m1")]
    [InlineData("motion1d-int8")]
    public void The_map_of_the_smallest_code_is_the_peak(string name) =>
        MapIsPeak(ZooNetwork.Find(name)[0].Make(), new GeneratorOptions(Maximum: new Budgets(Flash: 1)));

    private static readonly long s_bytesOfLocal = HeapLayout.Frame(101, 0) - HeapLayout.Frame(100, 0);

    private static void MapIsPeak(Network network, GeneratorOptions options)
    {
        var build = Generator.Build(network, options, new string('0', 64), cancellation: TestContext.Current.CancellationToken);
        var machine = Machine.Load(build.Assemblies.Select(assembly => assembly.Image.AsMemory()));
        machine.Invoke(
            $"{build.Code.Namespace}.{build.Code.NetworkClass}",
            "Run",
            new byte[network.Input.Shape.Length],
            new int[network.Logits.Shape.Length]
        );
        machine.PeakHeapBytes.ShouldBe(build.Map.ObjectBytes);
        // A network with a signed input has two Run, and the map counts the deeper one, whose loop needs a local more than the one that is
        // run here.
        machine.PeakFrameBytes.ShouldBeInRange(
            build.Map.FrameBytes - (network.Input.Type.Signed ? s_bytesOfLocal : 0),
            build.Map.FrameBytes
        );
        build
            .Map.Objects.Single(entry => entry.What == "arena")
            .Bytes.ShouldBeGreaterThanOrEqualTo(build.Map.Buffers.Max(buffer => buffer.Offset + buffer.Bytes));
    }
}
