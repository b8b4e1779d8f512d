using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Segments;
using Striate.Model.Storage;

namespace Striate.UnitTests.Model;

/// <summary>A small network with every layer kind, written out by hand.</summary>
internal static class Samples
{
    private static readonly FeatureMap s_map = new(new Shape(4, 4, 2), IntegerType.UInt8, 0.05);

    public static readonly KernelBank Bank = new(SegmentCatalog.For(3), 2, 2, 4, [0, 30, 5, 30], [1, -2, 3, 7, -7, 0, -1]);

    public static readonly Convolution Convolution = new(
        "conv1",
        ["input"],
        s_map,
        new Window(3, 3, 1, 1, Padding.All(1)),
        1,
        Bank,
        [100, -7],
        new([3, 1], [4, 2], 0, 255)
    );

    public static readonly ScaleShift ScaleShift = new("norm", ["conv1"], s_map, [-2, 5], [400, -3], [2, 3], 0, 200);

    public static readonly Add Add = new("sum", ["conv1", "norm"], s_map, 3, 5, 3, 0, 255);

    public static readonly Concat Concat = new("both", ["sum", "norm"], s_map with { Shape = new Shape(4, 4, 4) });

    public static readonly MaxPooling MaxPooling = new(
        "pool",
        ["both"],
        s_map with
        {
            Shape = new Shape(2, 2, 4),
        },
        new Window(3, 3, 2, 2, new Padding(0, 0, 1, 1))
    );

    public static readonly AveragePooling AveragePooling = new(
        "mean",
        ["pool"],
        new FeatureMap(new Shape(1, 1, 4), new IntegerType(6, false), 0.2),
        AveragePooling.GlobalWindow(new Shape(2, 2, 4)),
        new Requantisation([1, 1, 1, 1], [4, 4, 4, 4], 0, 63)
    );

    public static readonly Flatten Flatten = new("flat", ["mean"], AveragePooling.Output);

    public static readonly FullyConnected FullyConnected = new(
        "logits",
        ["flat"],
        new FeatureMap(new Shape(1, 1, 3), IntegerType.Int32, 0.001),
        5,
        [1, -15, 15, 3, 4, 5, 6, 7, 0, 0, -1, 2],
        [10, -20, 30],
        null
    );

    public static readonly Network Network = new(
        "sample",
        new FeatureMap(new Shape(4, 4, 2), IntegerType.UInt8, 1 / 255.0),
        [Convolution, ScaleShift, Add, Concat, MaxPooling, AveragePooling, Flatten, FullyConnected],
        ["a", "b", "ü"]
    );

    public static readonly ModelPackage Package = new(Network, Report(Network), [Golden(1), Golden(2)]);

    public static TrainingReport Report(Network network)
    {
        var storage = StorageReport.Of(network);
        return new TrainingReport(network.Name, "digits", new string('a', 64), 30, 1)
        {
            DenseFloat = 98.33,
            DenseInteger = 98.06,
            SegmentsFloat = 97.5,
            Integer = 97.22,
            Bits = 8,
            RemovedConvParameters = 69.05,
            RemovedParameters = 60.1,
            RemovedMacs = 70,
            WeightBytes = storage.WeightBytes,
            IndexBytes = storage.IndexBytes,
            TotalBytes = storage.TotalBytes,
        };
    }

    /// <summary>The sample network with one layer replaced by another.</summary>
    public static Network With(Layer layer, Layer changed) => Network with { Layers = Network.Layers.Replace(layer, changed) };

    private static GoldenVector Golden(int seed)
    {
        ImmutableArray<byte> input = [.. Enumerable.Range(0, 32).Select(index => (byte)(index * 37 * seed))];
        var result = ReferenceExecutor.Run(Network, input.AsSpan());
        return new GoldenVector(input, result.LayerCrcs, result.Logits);
    }
}
