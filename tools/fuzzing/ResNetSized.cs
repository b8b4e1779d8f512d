using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;

namespace Striate.Fuzzing;

/// <summary>Generated code of the size of a ResNet-8: 32x32x3 input, seven 3x3 convolutions of 16 to 64 channels.</summary>
public static class ResNetSized
{
    /// <summary>Bytes of one input.</summary>
    public const int InputLength = 32 * 32 * 3;

    /// <summary>Logits.</summary>
    public const int Classes = 10;

    /// <summary>The compiled code.</summary>
    public static BuildResult Build(Strategy strategy) => Generator.Build(Network(), new GeneratorOptions(strategy), new string('0', 64));

    private static Network Network()
    {
        var random = new Random(1);
        var layers = ImmutableArray.CreateBuilder<Layer>();
        var (previous, shape) = (Striate.Model.Graph.Network.InputName, new Shape(32, 32, 3));
        foreach (var (channels, stride) in new[] { (16, 1), (16, 1), (16, 1), (32, 2), (32, 1), (64, 2), (64, 1) })
        {
            var layer = Convolution($"conv{layers.Count + 1}", previous, shape, channels, stride, random);
            layers.Add(layer);
            (previous, shape) = (layer.Name, layer.Output.Shape);
        }

        layers.Add(
            new AveragePooling(
                "mean",
                [previous],
                new FeatureMap(new Shape(1, 1, shape.Channels), IntegerType.UInt8, 0.0625),
                AveragePooling.GlobalWindow(shape),
                new Requantisation([.. Enumerable.Repeat(1, shape.Channels)], [.. Enumerable.Repeat(6, shape.Channels)], 0, 255)
            )
        );
        layers.Add(
            new FullyConnected(
                "logits",
                ["mean"],
                new FeatureMap(new Shape(1, 1, Classes), IntegerType.Int32, 0.001),
                8,
                [.. Enumerable.Range(0, Classes * shape.Channels).Select(_ => (sbyte)random.Next(-127, 128))],
                [.. new int[Classes]],
                null
            )
        );
        return new Network("resnet sized", new FeatureMap(new Shape(32, 32, 3), IntegerType.UInt8, 1 / 255.0), layers.ToImmutable(), []);
    }

    // Kernels of three cells, as a budget of a third leaves them.
    private static Convolution Convolution(string name, string input, Shape shape, int channels, int stride, Random random)
    {
        var catalog = SegmentCatalog.For(3);
        var long3 = Enumerable.Range(0, catalog.Count).Where(index => catalog[index].Cells.Length == 3).ToArray();
        var slices = channels * shape.Channels;
        var shapes = Enumerable.Range(0, slices).Select(_ => long3[random.Next(long3.Length)]).ToImmutableArray();
        var weights = Enumerable.Range(0, slices * 3).Select(_ => (sbyte)random.Next(-127, 128)).ToImmutableArray();
        var padding = stride == 1 ? Padding.All(1) : new Padding(0, 0, 1, 1);
        return new Convolution(
            name,
            [input],
            new FeatureMap(new Shape(shape.Height / stride, shape.Width / stride, channels), IntegerType.UInt8, 0.0625),
            new Window(3, 3, stride, stride, padding),
            1,
            new KernelBank(catalog, channels, shape.Channels, 8, shapes, weights),
            [.. Enumerable.Repeat(1000, channels)],
            new Requantisation([.. Enumerable.Repeat(1, channels)], [.. Enumerable.Repeat(9, channels)], 0, 255)
        );
    }
}
