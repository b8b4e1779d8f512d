using Striate.Comparison;
using Striate.Import;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Import.PyTorch;

/// <summary>What the comparison with ONNX Runtime says of packages.</summary>
public class ComparisonTests
{
    [Fact]
    public void Every_layer_is_near_its_tensor_and_the_worst_sample_is_told()
    {
        var (file, samples, package) = Imported("mobilenet", [3, 32, 32]);
        var result = ModelComparison.Of(file, package, samples);
        result.Layers.Length.ShouldBe(package.Network.Layers.Length);
        result.Layers.ShouldAllBe(layer => layer.Decibels > 20);
        result.Samples.ShouldBe(12);
        result.Agreeing.ShouldBeGreaterThanOrEqualTo(11);
        result.Worst.ShouldBeInRange(0, 11);
        result.WorstDecibels.ShouldBeLessThanOrEqualTo(result.Layers[^1].Decibels);
    }

    [Fact]
    public void A_layer_that_computes_something_else_is_found()
    {
        var (file, samples, package) = Imported("motion", [3, 64]);
        var wrong = (Convolution)package.Network.Layers[0];
        wrong = wrong with { Bias = [.. wrong.Bias.Select(bias => bias + 5000)] };
        var result = ModelComparison.Of(
            file,
            package with
            {
                Network = package.Network with { Layers = package.Network.Layers.SetItem(0, wrong) },
            },
            samples
        );
        var right = ModelComparison.Of(file, package, samples);
        result.Layers[0].Layer.ShouldBe(wrong.Name);
        right.Layers[0].Decibels.ShouldBeGreaterThan(30);
        result.Layers[0].Decibels.ShouldBeLessThan(20);
    }

    [Fact]
    public void Another_model_or_other_samples_are_refused()
    {
        var (file, samples, package) = Imported("mlp", [20]);
        file[^1] ^= 1;
        Should
            .Throw<StriateException>(() => ModelComparison.Of(file, package, samples))
            .Message.ShouldStartWith("the package was not imported from this model");
        file[^1] ^= 1;
        Should
            .Throw<StriateException>(() => ModelComparison.Of(file, package, new CalibrationSamples([2, 10], [.. new float[20]])))
            .Message.ShouldBe("the samples are [2, 10]; the model reads 20 values each");
    }

    private static (byte[] File, CalibrationSamples Samples, ModelPackage Package) Imported(string name, int[] sides)
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
        return (file, samples, ModelImporter.Import(file, ImportOptions.Default with { Calibration = samples }).Required());
    }
}
