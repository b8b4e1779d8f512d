using Striate.Codegen;
using Striate.Fuzzing.Networks;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.EmulatorTests;

public class GeneratedCodeTests
{
    private static readonly string s_sha = new('0', 64);

    public static MatrixTheoryData<string, Strategy> Cases => new(TinyNetworks.All.Keys, Enum.GetValues<Strategy>());

    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_generated_files_are_the_golden_ones(string network, Strategy strategy)
    {
        var code = Generator
            .Build(TinyNetworks.All[network], new GeneratorOptions(strategy), s_sha, cancellation: TestContext.Current.CancellationToken)
            .Code;
        GoldenFile.CheckFolder(
            $"{network}/{strategy.ToString().ToLowerInvariant()}",
            code.Files.ToDictionary(file => $"{file.Assembly}/{file.Name}", file => file.Text)
        );
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_network_beside_the_golden_files_is_the_one_they_come_from(string network) =>
        GoldenFile.Check($"{network}/network.txt", NetworkListing.Of(TinyNetworks.All[network]));

    [Fact]
    public void The_file_for_the_firmware_is_the_golden_one()
    {
        var network = TinyNetworks.Segments;
        var options = new GeneratorOptions();
        var package = new ModelPackage(
            network,
            null,
            GoldenVectors.Compute(network, TestInputs.For(network.Input, 4), TestContext.Current.CancellationToken)
        );
        var code = FirmwareEmission.AddTo(Generator.Emit(network, options, s_sha), package, options, s_sha, count: 3);
        GoldenFile.Check("segments/firmware/Model.cs", code.Files[^1].Text);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_instructions_of_an_inference_are_the_golden_ones(string name)
    {
        var network = TinyNetworks.All[name];
        var vectors = GoldenVectors.Compute(network, TestInputs.For(network.Input, 3), TestContext.Current.CancellationToken);
        var lines = Enum.GetValues<Strategy>()
            .Select(strategy =>
            {
                var report = Verifier.Verify(
                    Generator.Build(network, new GeneratorOptions(strategy), s_sha, cancellation: TestContext.Current.CancellationToken),
                    network,
                    vectors
                );
                report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());

                // Nothing runs outside the layers: what generated code calls of the core library is native.
                report.Layers.Sum(layer => layer.Mean).ShouldBe(report.Instructions.Mean, 1e-6);
                return FormattableString.Invariant(
                    $"{strategy}: {report.Instructions.Minimum}..{report.Instructions.Maximum} instructions, {report.HeapBytes} bytes of heap"
                );
            });
        GoldenFile.Check($"{name}/instructions.txt", string.Join('\n', lines) + "\n");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Generating_and_compiling_again_gives_identical_bytes(string name, Strategy strategy)
    {
        var first = Generator.Build(
            TinyNetworks.All[name],
            new GeneratorOptions(strategy),
            s_sha,
            cancellation: TestContext.Current.CancellationToken
        );
        var second = Generator.Build(
            TinyNetworks.All[name],
            new GeneratorOptions(strategy),
            s_sha,
            cancellation: TestContext.Current.CancellationToken
        );
        second.Code.Files.ShouldBe(first.Code.Files);
        foreach (var (a, b) in first.Assemblies.Append(first.TraceAssembly).Zip(second.Assemblies.Append(second.TraceAssembly)))
        {
            b.Image.ShouldBe(a.Image);
        }
    }
}
