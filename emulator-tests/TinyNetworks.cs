using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;

namespace Striate.EmulatorTests;

/// <summary>Networks that fit a screen, for golden files: all their numbers are written out here.</summary>
internal static class TinyNetworks
{
    private static readonly FeatureMap s_map = new(new Shape(4, 4, 2), IntegerType.UInt8, 0.0625);

    /// <summary>One convolution with segments of several lengths, one of them empty, then logits.</summary>
    public static readonly Network Segments = new(
        "segments",
        new FeatureMap(new Shape(4, 4, 2), new IntegerType(5, false), 0.0625),
        [
            new Convolution(
                "conv",
                ["input"],
                s_map,
                new Window(3, 3, 1, 1, Padding.All(1)),
                1,
                new KernelBank(SegmentCatalog.For(3), 2, 2, 4, [0, 30, 5, 33], [1, -2, 3, 7, -7, 0, -1]),
                [100, -7],
                new Requantisation([3, 1], [4, 2], 0, 255)
            ),
            new FullyConnected(
                "logits",
                ["conv"],
                new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 0.001),
                3,
                [.. Enumerable.Range(0, 64).Select(index => (sbyte)((index * 5 % 7) - 3))],
                [10, -20],
                null
            ),
        ],
        ["no", "yes"]
    );

    /// <summary>Every layer kind once.</summary>
    public static readonly Network EveryKind = new(
        "every kind",
        new FeatureMap(new Shape(4, 4, 2), IntegerType.UInt8, 0.0625),
        [
            ((Convolution)Segments.Layers[0]) with
            {
                Name = "conv",
            },
            new ScaleShift("norm", ["conv"], s_map, [-2, 5], [400, -3], [2, 3], 0, 200),
            new Add("sum", ["conv", "norm"], s_map, 3, 5, 3, 0, 255),
            new Concat("both", ["sum", "norm"], s_map with { Shape = new Shape(4, 4, 4) }),
            new MaxPooling("pool", ["both"], s_map with { Shape = new Shape(2, 2, 4) }, new Window(3, 3, 2, 2, new Padding(0, 0, 1, 1))),
            new AveragePooling(
                "mean",
                ["pool"],
                new FeatureMap(new Shape(1, 1, 4), new IntegerType(6, false), 0.25),
                AveragePooling.GlobalWindow(new Shape(2, 2, 4)),
                new Requantisation([1, 1, 1, 1], [4, 4, 4, 4], 0, 63)
            ),
            new Flatten("flat", ["mean"], new FeatureMap(new Shape(1, 1, 4), new IntegerType(6, false), 0.25)),
            new FullyConnected(
                "logits",
                ["flat"],
                new FeatureMap(new Shape(1, 1, 3), IntegerType.Int32, 0.001),
                5,
                [1, -15, 15, 3, 4, 5, 6, 7, 0, 0, -1, 2],
                [10, -20, 30],
                null
            ),
        ],
        []
    );

    /// <summary>A dense depthwise convolution along one axis, step 2, padding on one side only.</summary>
    public static readonly Network Depthwise = new(
        "depthwise",
        new FeatureMap(new Shape(1, 8, 2), IntegerType.Int8, 0.0625),
        [
            new Convolution(
                "conv",
                ["input"],
                new FeatureMap(new Shape(1, 4, 2), IntegerType.Int8, 0.125),
                new Window(1, 3, 1, 2, new Padding(0, 0, 0, 1)),
                2,
                new KernelBank(SegmentCatalog.Dense(1, 3), 2, 1, 8, [0, 0], [127, -127, 5, 0, 1, -1]),
                [0, 1000],
                new Requantisation([1, 1], [7, 2], -128, 127)
            ),
            new AveragePooling(
                "logits",
                ["conv"],
                new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 0.125),
                AveragePooling.GlobalWindow(new Shape(1, 4, 2)),
                null
            ),
        ],
        []
    );

    /// <summary>All of them, by the name of their folder.</summary>
    public static readonly ImmutableSortedDictionary<string, Network> All = new Dictionary<string, Network>
    {
        ["segments"] = Segments,
        ["every-kind"] = EveryKind,
        ["depthwise"] = Depthwise,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
