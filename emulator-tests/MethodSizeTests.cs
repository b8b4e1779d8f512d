using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>Layers with more code than a method or an assembly may have are split.</summary>
public class MethodSizeTests
{
    /// <summary>Real bytes stay below the share of the limit that predicted ones may take, and a little.</summary>
    private const double Share = 0.9;

    [Theory]
    [InlineData(Strategy.Planned)]
    [InlineData(Strategy.Literal)]
    public void A_big_convolution_is_split_below_the_limits(Strategy strategy)
    {
        var build = Generator.Build(Dense3x3(64), new GeneratorOptions(strategy), new string('0', 64));
        build.Diagnostics.ShouldBeEmpty();
        var images = build.Assemblies.Select(assembly => AssemblyMetrics.Of(assembly.Image)).ToList();
        var methods = images.SelectMany(image => image.Methods).ToList();
        methods.Max(method => method.IlBytes).ShouldBeInRange((int)(Limits.MethodBytecode.Works / 2), (int)(Limits.MethodBytecode.Works * Share));
        methods.Max(method => method.Locals).ShouldBeLessThan(240);
        images.Max(image => image.IlBytes).ShouldBeLessThan((int)(Limits.AssemblyBytecode.Works * 0.95));
    }

    [Theory]
    [InlineData(1, 253)]
    [InlineData(3, 1)]
    [InlineData(7, 127)]
    public void A_neuron_with_thousands_of_inputs_is_split_over_methods(int neurons, int largest)
    {
        var network = FullyConnected(2_500, neurons, largest);
        var build = Generator.Build(network, new GeneratorOptions(Strategy.Planned), new string('0', 64));
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(
            build, network, GoldenVectors.Compute(network, TestInputs.For(network.Input, 4), TestContext.Current.CancellationToken),
            cancellation: TestContext.Current.CancellationToken);
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_convolution_of_thousands_of_taps_an_output_is_split_over_methods(int side)
    {
        var network = WideConvolution(340, 2, side);
        var build = Generator.Build(network, new GeneratorOptions(Strategy.Planned), new string('0', 64));
        build.Diagnostics.ShouldBeEmpty();
        var report = Verifier.Verify(
            build, network, GoldenVectors.Compute(network, TestInputs.For(network.Input, 4), TestContext.Current.CancellationToken),
            cancellation: TestContext.Current.CancellationToken);
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
    }

    private static Network WideConvolution(int channels, int outputs, int side)
    {
        var ones = Enumerable.Repeat(1, outputs).ToArray();
        var map = new FeatureMap(new Shape(side, side, outputs), IntegerType.UInt8, 0.0625);
        return new Network(
            "wide",
            new FeatureMap(new Shape(side, side, channels), IntegerType.UInt8, 0.0625),
            [
                new Convolution(
                    "conv", ["input"], map, new Window(3, 3, 1, 1, Padding.All(1)), 1,
                    new KernelBank(
                        SegmentCatalog.Dense(3, 3), outputs, channels, 8, [.. new int[channels * outputs]],
                        [.. Enumerable.Range(0, channels * outputs * 9).Select(index => (sbyte)((index * 37 % 253) - 126))]),
                    [.. ones], new Requantisation([.. ones], [.. ones.Select(_ => 14)], 0, 255)),
                new AveragePooling(
                    "logits", ["conv"], new FeatureMap(new Shape(1, 1, outputs), IntegerType.Int32, 0.125),
                    AveragePooling.GlobalWindow(map.Shape), null),
            ],
            []);
    }

    private static Network FullyConnected(int inputs, int neurons, int largest)
    {
        var logits = new FeatureMap(new Shape(1, 1, neurons), IntegerType.Int32, 0.125);
        return new Network(
            "wide",
            new FeatureMap(new Shape(1, 1, inputs), IntegerType.UInt8, 0.0625),
            [
                new FullyConnected(
                    "logits", ["input"], logits, 8,
                    [.. Enumerable.Range(0, inputs * neurons).Select(index => (sbyte)((index * 37 % largest) - (largest / 2)))],
                    [.. Enumerable.Range(-1, neurons)], null),
            ],
            []);
    }

    /// <summary>Every tap of a 3x3 window from as many channels to as many, on 8x8, all weights different from their neighbours.</summary>
    private static Network Dense3x3(int channels)
    {
        var map = new FeatureMap(new Shape(8, 8, channels), IntegerType.UInt8, 0.0625);
        var ones = Enumerable.Repeat(1, channels).ToArray();
        return new Network(
            "big",
            map,
            [
                new Convolution(
                    "conv", ["input"], map, new Window(3, 3, 1, 1, Padding.All(1)), 1,
                    new KernelBank(
                        SegmentCatalog.Dense(3, 3), channels, channels, 8, [.. new int[channels * channels]],
                        [.. Enumerable.Range(0, channels * channels * 9).Select(index => (sbyte)((index * 37 % 253) - 126))]),
                    [.. ones], new Requantisation([.. ones], [.. ones.Select(_ => 12)], 0, 255)),
                new AveragePooling(
                    "logits", ["conv"], new FeatureMap(new Shape(1, 1, channels), IntegerType.Int32, 0.125),
                    AveragePooling.GlobalWindow(map.Shape), null),
            ],
            []);
    }
}
