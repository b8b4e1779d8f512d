using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.UnitTests.Import;

/// <summary>
/// Imported networks as generated code: desktop .NET and emulator give the recorded bytes of TensorFlow Lite Micro, and in
/// every layer what the reference gives.
/// </summary>
public class GeneratedCodeTests
{
    public static TheoryData<string> SmallNetworks => ["tinymaix_mnist_arduino_q", "tinymaix_mnist_dw_q", "tinymaix_mnist_valid_q"];

    public static TheoryData<string> LargeNetworks =>
        ["ad01_int8", "mlperf_kws_i8", "mlperf_sww_i8", "pretrainedResnet_quant", "tinymaix_cifar10_q", "tinymaix_mbnet96_0.25_q"];

    [Fact]
    public void A_network_with_a_softmax_is_the_same_on_every_executor()
    {
        var network = ModelImporter.Import(TfliteBuilder.Sample(), ImportOptions.Default).Required().Network;
        Compare(network, TestInputs.For(network.Input, 8), Strategy.Planned);
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Every_single_operator_gives_the_bytes_of_the_source_runtime_on_every_executor()
    {
        KnownModels.Require();
        foreach (var folder in Directory.GetDirectories(KnownModels.Results("ops")))
        {
            CompareWithSource(Path.Combine(folder, "model.tflite"), folder, 3, Strategy.Planned);
        }
    }

    [Theory]
    [MemberData(nameof(SmallNetworks))]
    public void Small_networks_give_the_bytes_of_the_source_runtime_on_every_executor(string name)
    {
        KnownModels.Require();
        CompareWithSource(KnownModels.FileOf(name), KnownModels.Results(name), 2, Strategy.Planned);
    }

    [Theory]
    [Trait(SlowTests.Category, SlowTests.Name)]
    [MemberData(nameof(LargeNetworks))]
    public void Large_networks_give_the_bytes_of_the_source_runtime_on_every_executor(string name)
    {
        KnownModels.Require();
        CompareWithSource(KnownModels.FileOf(name), KnownModels.Results(name), 1, Strategy.Table);
    }

    // All recorded inputs on desktop, and the first ones layer by layer on desktop and in the emulator.
    private static void CompareWithSource(string model, string results, int emulated, Strategy strategy)
    {
        var network = ModelImporter.Import(model, ImportOptions.Default).Required().Network;
        var inputs = KnownModels.Samples(Path.Combine(results, "inputs.npy"));
        var (build, vectors) = Compare(network, [.. inputs.Take(emulated)], strategy);
        var outputs = KnownModels.Samples(Path.Combine(results, "outputs.npy"));
        vectors.Select(vector => Bytes(vector.Logits)).ShouldBe(outputs.Take(vectors.Length), model);
        BatchRun.OnGeneratedCode(BatchExecutor.Desktop, network, build, inputs).Select(output => Bytes(output)).ShouldBe(outputs, model);
    }

    private static (BuildResult Build, ImmutableArray<GoldenVector> Vectors) Compare(
        Network network,
        IReadOnlyList<byte[]> inputs,
        Strategy strategy
    )
    {
        var expected = GoldenVectors.Compute(network, inputs, TestContext.Current.CancellationToken);
        var build = Generator.Build(
            network,
            new GeneratorOptions(strategy),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        var report = Verifier.Verify(build, network, expected, cancellation: TestContext.Current.CancellationToken);
        (report.FirstDifference, report.Allocations, report.TracedVectors).ShouldBe((null, 0, inputs.Count), network.Name);
        return (build, expected);
    }

    private static byte[] Bytes(IEnumerable<int> values) => [.. values.Select(value => (byte)value)];
}
