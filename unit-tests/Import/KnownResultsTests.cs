using System.Diagnostics;
using Striate.DataSets;
using Striate.Import;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.UnitTests.Import;

/// <summary>Every byte that TensorFlow Lite Micro computes, on the integer reference.</summary>
public class KnownResultsTests
{
    public static TheoryData<string> Networks => [.. KnownModels.Networks];

    [Fact]
    public void Every_single_operator_gives_the_bytes_of_the_source_runtime()
    {
        KnownModels.Require();
        var cases = Directory.GetDirectories(KnownModels.Results("ops"));
        cases.Length.ShouldBe(73);
        foreach (var folder in cases)
        {
            var network = ModelImporter.Import(Path.Combine(folder, "model.tflite"), ImportOptions.Default).Required().Network;
            Outputs(network, Path.Combine(folder, "inputs.npy"))
                .ShouldBe(KnownModels.Samples(Path.Combine(folder, "outputs.npy")), Path.GetFileName(folder));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_gives_the_bytes_of_the_source_runtime(string name)
    {
        KnownModels.Require();
        var network = ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default).Required().Network;
        Outputs(network, KnownModels.Results(name, "inputs.npy")).ShouldBe(KnownModels.Samples(KnownModels.Results(name, "outputs.npy")));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_layer_gives_the_bytes_of_the_operator_that_it_was(string name)
    {
        KnownModels.Require();
        var result = ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default);
        var network = result.Required().Network;
        var runs = KnownModels
            .Samples(KnownModels.Results(name, "inputs.npy"))
            .Take(3)
            .Select(input => ReferenceExecutor.Run(network, input))
            .ToArray();
        var layers = result.Operators.Where(one => one.Layer is not null).ToArray();
        layers.Length.ShouldBeGreaterThan(5);
        foreach (var layer in layers)
        {
            var place = network.Layers.Select(one => one.Name).ToList().IndexOf(layer.Layer!);
            runs.Select(run => run.Outputs[place].Select(value => (byte)value).ToArray())
                .ShouldBe(
                    KnownModels.Samples(KnownModels.Results(name, $"layer{layer.Index}.npy")),
                    $"operator {layer.Index} {layer.Operator}"
                );
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_package_of_an_imported_network_comes_back_as_the_same_bytes(string name)
    {
        KnownModels.Require();
        var bytes = PackageFile.Format(ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default).Required(), name);
        PackageFile.Format(PackageFile.Parse(bytes, name).Package, name).ShouldBe(bytes);
        PackageFile.Format(ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default).Required(), name).ShouldBe(bytes);
    }

    [Fact]
    public void A_hybrid_model_and_a_float_model_are_refused_by_number()
    {
        KnownModels.Require();
        Should
            .Throw<ImportException>(() => ModelImporter.Import(KnownModels.FileOf("mlperf_kws_f32"), ImportOptions.Default))
            .Problem.ToString()
            .ShouldBe(
                "STR1806 operator 0 CONV_2D: it has int8 weights and float32 activations (a hybrid model); "
                    + "quantise activations too (TFLite: full integer quantisation), or convert the network to float"
            );
        foreach (
            var name in (string[])
                ["mlperf_ad_f32", "tinymaix_cifar10_f", "tinymaix_mnist_valid_f", "tinymaix_mnist_dw_f", "pretrainedResnet"]
        )
        {
            Should
                .Throw<ImportException>(() => ModelImporter.Import(KnownModels.FileOf(name), ImportOptions.Default))
                .Problem.ToString()
                .ShouldStartWith("STR1805 file: it is a float model");
        }
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Image_classification_of_MLPerf_Tiny_has_the_accuracy_of_the_source_runtime()
    {
        var file = Path.Combine(KnownModels.Folder, "cifar10", "test_batch.bin.xz");
        Assert.SkipUnless(File.Exists(file), $"no CIFAR-10 in {Path.GetFullPath(Path.Combine(KnownModels.Folder, "cifar10"))}");
        KnownModels.Require();
        var network = ModelImporter.Import(KnownModels.FileOf("pretrainedResnet_quant"), ImportOptions.Default).Required().Network;
        var samples = IntegerEvaluation.For(
            network,
            new FeatureMap(network.Input.Shape, IntegerType.UInt8, 1.0 / 255),
            Cifar10.Parse(FirstRecords(file, 1000), "test")
        )!;
        // The source runtime has 88.0 % of the first 1,000 and 8,707 of all 10,000, which 'striate evaluate' finds.
        IntegerEvaluation.Correct(network, samples, null, TestContext.Current.CancellationToken).ShouldBe(880);
    }

    private static byte[] FirstRecords(string file, int count)
    {
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", file]) { RedirectStandardOutput = true })!;
        var bytes = new byte[count * 3073];
        xz.StandardOutput.BaseStream.ReadExactly(bytes);
        xz.Kill();
        return bytes;
    }

    private static byte[][] Outputs(Network network, string inputs) =>
        [
            .. KnownModels
                .Samples(inputs)
                .Select(input => ReferenceExecutor.Run(network, input).Logits.Select(value => (byte)value).ToArray()),
        ];
}
