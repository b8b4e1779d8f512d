using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging;
using Striate.Model.Segments;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>Layers with more code or tables than a method, a class or an assembly may have are split, or computed in another way.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class MethodSizeTests
{
    /// <summary>Real bytes stay below the share of the limit that predicted ones may take, and a little.</summary>
    private const double Share = 0.9;

    [Theory]
    [InlineData(Strategy.Planned)]
    [InlineData(Strategy.Literal)]
    public void A_big_convolution_is_split_below_the_limits(Strategy strategy)
    {
        var build = Generator.Build(
            Convolution3x3(64, 64, side: 8),
            new GeneratorOptions(strategy),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.ShouldBeEmpty();
        var images = build.Assemblies.Select(assembly => AssemblyMetrics.Of(assembly.Image)).ToList();
        var methods = images.SelectMany(image => image.Methods).ToList();
        methods
            .Max(method => method.IlBytes)
            .ShouldBeInRange((int)(Limits.MethodBytecode.Works / 2), (int)(Limits.MethodBytecode.Works * Share));
        methods.Max(method => method.Locals).ShouldBeLessThan(240);
        methods.Max(method => method.StackDepth).ShouldBeLessThan(200);
        images.Max(image => image.IlBytes).ShouldBeLessThan((int)(Limits.AssemblyBytecode.Works * 0.95));
    }

    [Theory]
    [InlineData(1, 253)]
    [InlineData(3, 1)]
    [InlineData(7, 127)]
    public void A_neuron_with_thousands_of_inputs_is_split_over_methods(int neurons, int largest) =>
        ShouldEqual(FullyConnected(2_500, neurons, largest));

    [Fact]
    public void Thousands_of_neurons_are_computed_in_lanes() =>
        ShouldEqual(Hidden(24, 1_300)).Plan!.Layers[0].Chosen.Name.ShouldContain("neurons per word");

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_convolution_of_thousands_of_taps_an_output_is_split_over_methods(int side) => ShouldEqual(Convolution3x3(340, 2, side));

    [Fact]
    public void Values_too_far_apart_for_a_table_that_clamps_are_compared_in_lanes() =>
        ShouldEqual(Convolution3x3(8, 6, side: 9, shift: 3)).Plan!.Layers[0].Chosen.Name.ShouldContain("clamped by comparison");

    [Theory]
    [InlineData(Strategy.Planned)]
    [InlineData(Strategy.Unrolled)]
    [InlineData(Strategy.Table)]
    public void The_largest_of_thousands_of_values_is_found_by_a_loop(Strategy strategy)
    {
        var input = new FeatureMap(new Shape(64, 66, 3), IntegerType.Int8, 0.0625);
        var network = new Network(
            "wide",
            input,
            [
                new MaxPooling("pool", ["input"], input with { Shape = new Shape(1, 2, 3) }, new Window(64, 64, 1, 2, Padding.None)),
                Logits("pool", 6, 2, 127),
            ],
            []
        );
        ShouldEqual(network, strategy);
    }

    [Theory]
    [InlineData(Strategy.Table, null)]
    [InlineData(Strategy.Planned, 90_000)]
    public void Weights_beyond_the_tables_of_an_assembly_are_split_over_assemblies(Strategy strategy, int? code)
    {
        var build = ShouldEqual(Hidden(700, 100), strategy, code);
        build.Assemblies.Length.ShouldBeGreaterThan(1);
        build.Code.Files.Sum(file => file.TableBytes).ShouldBeGreaterThan(70_000);
    }

    [Fact]
    public void Weights_of_a_convolution_beyond_the_tables_of_an_assembly_stay_in_the_code() =>
        ShouldEqual(Convolution3x3(96, 80, side: 4), Strategy.Planned, 120_000);

    private static GeneratedCode ShouldEqual(Network network, Strategy strategy = Strategy.Planned)
    {
        NetworkValidator.ThrowIfInvalid(network);
        return ShouldEqual(network, strategy, null).Code;
    }

    private static BuildResult ShouldEqual(Network network, Strategy strategy, int? code)
    {
        var build = Generator.Build(
            network,
            new GeneratorOptions(strategy, Maximum: code is null ? null : new Budgets(Flash: code)),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(
            build,
            network,
            GoldenVectors.Compute(network, TestInputs.For(network.Input, 4), TestContext.Current.CancellationToken),
            cancellation: TestContext.Current.CancellationToken
        );
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
        return build;
    }

    private static Network FullyConnected(int inputs, int neurons, int largest) =>
        new("wide", new FeatureMap(new Shape(1, 1, inputs), IntegerType.UInt8, 0.0625), [Logits("input", inputs, neurons, largest)], []);

    private static Network Hidden(int inputs, int neurons)
    {
        var logits = Logits("input", inputs, neurons, 127);
        return new Network(
            "wide",
            new FeatureMap(new Shape(1, 1, inputs), IntegerType.UInt8, 0.0625),
            [
                logits with
                {
                    Name = "hidden",
                    Output = new FeatureMap(new Shape(1, 1, neurons), IntegerType.UInt8, 0.125),
                    Requantisation = Steps(neurons, 10),
                },
                Logits("hidden", neurons, 2, 127),
            ],
            []
        );
    }

    private static FullyConnected Logits(string input, int inputs, int neurons, int largest) =>
        new(
            "logits",
            [input],
            new FeatureMap(new Shape(1, 1, neurons), IntegerType.Int32, 0.125),
            8,
            [.. Enumerable.Range(0, inputs * neurons).Select(index => (sbyte)((index * 37 % largest) - (largest / 2)))],
            [.. Enumerable.Range(-1, neurons)],
            null
        );

    /// <summary>Every tap of a 3x3 window, all weights different from their neighbours.</summary>
    private static Network Convolution3x3(int inputs, int outputs, int side, int shift = 12)
    {
        var map = new FeatureMap(new Shape(side, side, outputs), IntegerType.UInt8, 0.0625);
        return new Network(
            "big",
            map with
            {
                Shape = new Shape(side, side, inputs),
            },
            [
                new Convolution(
                    "conv",
                    ["input"],
                    map,
                    new Window(3, 3, 1, 1, Padding.All(1)),
                    1,
                    new KernelBank(
                        SegmentCatalog.Dense(3, 3),
                        outputs,
                        inputs,
                        8,
                        [.. new int[inputs * outputs]],
                        [.. Enumerable.Range(0, inputs * outputs * 9).Select(index => (sbyte)((index * 37 % 253) - 126))]
                    ),
                    [.. Enumerable.Repeat(1, outputs)],
                    Steps(outputs, shift)
                ),
                new AveragePooling(
                    "logits",
                    ["conv"],
                    new FeatureMap(new Shape(1, 1, outputs), IntegerType.Int32, 0.125),
                    AveragePooling.GlobalWindow(map.Shape),
                    null
                ),
            ],
            []
        );
    }

    private static Requantisation Steps(int channels, int shift) =>
        new([.. Enumerable.Repeat(1, channels)], [.. Enumerable.Repeat(shift, channels)], 0, 255);
}
