using Striate.Comparison;
using Striate.Import;
using Striate.Import.Onnx.Exporting;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.UnitTests.Import.Onnx;

namespace Striate.UnitTests.Import.PyTorch;

/// <summary>What the comparison with ONNX Runtime says of packages.</summary>
public class ComparisonTests
{
    [Fact]
    public void Every_layer_is_near_its_tensor_and_the_worst_sample_is_told()
    {
        var (file, samples, imported) = Imported("mobilenet", [3, 32, 32]);
        var result = Compared(file, imported, samples);
        result.Layers.Length.ShouldBe(imported.Required().Network.Layers.Length);
        result.Layers.ShouldAllBe(layer => layer.Decibels > 20);
        result.Samples.ShouldBe(12);
        result.Agreeing.ShouldBeGreaterThanOrEqualTo(11);
        result.Worst.ShouldBeInRange(0, 11);
        result.WorstDecibels!.Value.ShouldBeLessThanOrEqualTo(result.Layers[^1].Decibels!.Value);
    }

    [Fact]
    public void A_layer_that_computes_something_else_is_found()
    {
        var (file, samples, imported) = Imported("motion", [3, 64]);
        var package = imported.Required();
        var wrong = (Convolution)package.Network.Layers[0];
        wrong = wrong with { Bias = [.. wrong.Bias.Select(bias => bias + 5000)] };
        var result = Compared(
            file,
            imported with
            {
                Package = package with { Network = package.Network with { Layers = package.Network.Layers.SetItem(0, wrong) } },
            },
            samples
        );
        var right = Compared(file, imported, samples);
        result.Layers[0].Layer.ShouldBe(wrong.Name);
        right.Layers[0].Decibels!.Value.ShouldBeGreaterThan(30);
        result.Layers[0].Decibels!.Value.ShouldBeLessThan(20);
    }

    [Fact]
    public void Another_model_or_other_samples_are_refused()
    {
        var (file, samples, imported) = Imported("mlp", [20]);
        file[^1] ^= 1;
        Should
            .Throw<StriateException>(() => Compared(file, imported, samples))
            .Message.ShouldStartWith("the package was not imported from this model");
        file[^1] ^= 1;
        Should
            .Throw<StriateException>(() => Compared(file, imported, new CalibrationSamples([2, 10], [.. new float[20]])))
            .Message.ShouldBe("samples: it is [2, 10]; the model reads [20] each; give an array [N, 20]");
    }

    /// <summary>What reads bytes and writes bytes is compared as the numbers that they stand for.</summary>
    [Fact]
    public void A_model_on_bytes_is_equal_to_its_package()
    {
        var builder = new OnnxBuilder().Input("x", ElementType.UInt8, [1, 2, 5, 4]).Output("y", ElementType.UInt8, [1, 3, 3, 2]);
        builder
            .Constant("xs", [], 0.0371f)
            .Constant(OnnxBuilder.Tensor("xz", ElementType.UInt8, [], [120]))
            .Constant("w", [3, 2, 3, 3], [.. Enumerable.Range(0, 54).Select(value => (sbyte)((value * 41 % 200) - 100))])
            .Constant("ws", [], 0.013f)
            .Constant(OnnxBuilder.Tensor("wz", ElementType.Int8, [], [0]))
            .Constant("ys", [], 0.3f)
            .Constant(OnnxBuilder.Tensor("yz", ElementType.UInt8, [], [131]))
            .Node("QLinearConv", ["x", "xs", "xz", "w", "ws", "wz", "ys", "yz"], ["y"]);
        var (file, random) = (builder.Build(), new Random(3));
        var samples = new CalibrationSamples([8, 2, 5, 4], [.. Enumerable.Range(0, 320).Select(_ => (float)random.Next(256))]);
        var result = Compared(file, ModelImporter.Import(file, ImportOptions.Default), samples);
        result.Layers.ShouldBe([new LayerSqnr("conv0", "y", null)]);
        (result.Agreeing, result.WorstDecibels).ShouldBe((8, null));
    }

    /// <summary>An exported package reads the integers of its network, or the numbers that they stand for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_exported_package_is_near_its_own_file(bool isInteger)
    {
        var path = Path.Combine(Repository.Root, "examples", "digits", "digits.striate");
        var package = PackageFile.Read(path).Package;
        var file = isInteger ? ModelExporter.IntegerForm(package) : ModelExporter.QdqForm(package);
        var (random, scale) = (new Random(8), isInteger ? 1 : (float)package.Network.Input.Scale);
        var samples = new CalibrationSamples([10, 1, 8, 8], [.. Enumerable.Range(0, 640).Select(_ => random.Next(17) * scale)]);
        var result = Compared(file, ModelImporter.Import(file, ImportOptions.Default), samples);
        result.Agreeing.ShouldBeGreaterThanOrEqualTo(isInteger ? 10 : 9);
        (result.WorstDecibels is null).ShouldBe(isInteger);
        (result.WorstDecibels ?? 100).ShouldBeGreaterThan(20);
    }

    private static ModelComparison Compared(byte[] file, ImportResult result, CalibrationSamples samples) =>
        ModelComparison.Of(file, result, samples, "samples", progress: null, TestContext.Current.CancellationToken);

    private static (byte[] File, CalibrationSamples Samples, ImportResult Result) Imported(string name, int[] sides)
    {
        var (file, random) = (
            File.ReadAllBytes(Path.Combine(Repository.Root, "unit-tests", "Import", "PyTorch", name + ".onnx")),
            new Random(12)
        );
        var samples = new CalibrationSamples(
            [12, .. sides],
            [
                .. Enumerable
                    .Range(0, 12 * sides.Aggregate((product, side) => product * side))
                    .Select(_ => (float)((random.NextDouble() * 4) - 2)),
            ]
        );
        return (file, samples, ModelImporter.Import(file, ImportOptions.Default with { Calibration = samples }));
    }
}
