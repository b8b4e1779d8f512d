using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Segments;

namespace Striate.UnitTests.Model;

/// <summary>A small network with every feature of specification 2, written out by hand.</summary>
internal static class Specification2
{
    private static readonly FeatureMap s_map = new(new Shape(5, 4, 2), IntegerType.Int8, 0.05, -7);

    public static readonly FeatureMap Input = new(new Shape(5, 4, 1), IntegerType.Int8, 0.5, 83);

    public static readonly Convolution Dilated = new(
        "dilated",
        ["input"],
        s_map,
        new Window(3, 3, 1, 1, Padding.All(1)),
        1,
        new KernelBank(SegmentCatalog.Dense(2, 2, 2, 2), 2, 1, 8, [0, 0], [-128, 127, 3, -4, 5, 6, -7, 8]),
        [100, -2000],
        new Requantisation([3, 1_000_000_007], [9, 38], -128, 100, [-1700, 99], new RequantisationSplit([0, -5], [-1600, -98]))
    );

    public static readonly Constant Constant = new("bias", s_map, [.. Enumerable.Range(0, 40).Select(index => (index * 37 % 256) - 128)]);

    public static readonly Add Difference = new("difference", ["dilated", "bias"], s_map, 5, -3, 4, -128, 127, 21);

    public static readonly Add Terms = new(
        "terms",
        ["difference", "dilated"],
        s_map,
        3,
        3,
        20,
        -120,
        120,
        -12_345,
        new AddTables(
            [.. Enumerable.Range(0, 256).Select(value => value * 1000)],
            [.. Enumerable.Range(0, 256).Select(value => -value * 2000)]
        )
    );

    public static readonly AveragePooling Gate = new(
        "gate",
        ["terms"],
        s_map with
        {
            Shape = new Shape(1, 1, 2),
            ZeroPoint = 3,
        },
        AveragePooling.GlobalWindow(s_map.Shape),
        new Requantisation([1, 1], [4, 5], -128, 127, [5, 6])
    );

    public static readonly Multiply Product = new("product", ["terms", "gate"], s_map, new Requantisation([77], [12], -128, 127, [-3]));

    public static readonly LookUp LookUp = new("curve", ["product"], s_map, [.. Enumerable.Range(-128, 256).Select(value => -value - 1)]);

    public static readonly AveragePooling Partial = new(
        "partial",
        ["curve"],
        s_map with
        {
            Shape = new Shape(3, 2, 2),
        },
        new Window(3, 2, 2, 2, new Padding(1, 0, 1, 0)),
        new Requantisation([1, 1], [3, 3], -128, 127, [-50, -51]),
        [new PartialWindow(4, new Requantisation([1, 1], [2, 2], -100, 127, [1, -30]))]
    );

    public static readonly ScaleShift Wide = new("wide", ["partial"], Partial.Output, [3, -5], [1L << 40, -7], [38, 3], -128, 127);

    public static readonly MaxPooling Clamped = new(
        "clamped",
        ["wide"],
        s_map with
        {
            Shape = new Shape(2, 2, 2),
        },
        new Window(2, 1, 1, 1, Padding.None),
        -100,
        90
    );

    public static readonly Flatten Reshaped = new("reshaped", ["clamped"], s_map with { Shape = new Shape(4, 1, 2) });

    public static readonly FullyConnected Dense = new(
        "dense",
        ["reshaped"],
        new FeatureMap(new Shape(1, 1, 3), IntegerType.Int8, 0.2, 11),
        8,
        [-128, 1, 2, 3, 4, 5, 6, 7, 127, 1, 0, -1, 2, -2, 3, -3, 9, 8, 7, 6, 5, 4, 3, 2],
        [10, -20, 30],
        new Requantisation([5, 6, 7], [10, 10, 10], -128, 127, [11 << 10, 512, -512])
    );

    public static readonly Softmax Softmax = new(
        "softmax",
        ["dense"],
        new FeatureMap(new Shape(1, 1, 3), IntegerType.Int8, 1.0 / 256, -128),
        [.. Enumerable.Range(0, 256).Select(distance => (int)(int.MaxValue * Math.Exp(-0.2 * distance)))]
    );

    public static readonly Network Network = new(
        "second",
        Input,
        [Dilated, Constant, Difference, Terms, Gate, Product, LookUp, Partial, Wide, Clamped, Reshaped, Dense, Softmax],
        ["a", "b", "c"]
    );

    public static ModelPackage Package =>
        new(Network, null, [Golden(1), Golden(2)])
        {
            OptionalParts = [new OptionalPart(OptionalPartNames.Costs, [1, 2, 3]), new OptionalPart(OptionalPartNames.SourceModel, [])],
        };

    public static GoldenVector Golden(int seed)
    {
        ImmutableArray<byte> input = [.. Enumerable.Range(0, Input.Shape.Length).Select(index => (byte)(index * seed * 41))];
        var result = ReferenceExecutor.Run(Network, input.AsSpan());
        return new GoldenVector(input, result.LayerCrcs, result.Logits);
    }

    public static Network With(Layer layer, Layer changed) => Network with { Layers = Network.Layers.Replace(layer, changed) };
}
