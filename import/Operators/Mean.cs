using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Import.Operators;

/// <summary>MEAN over any of height, width and channels: a sum, and one factor for count and scales, cut off as the source does.</summary>
internal sealed class MeanRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["MEAN"];

    public override string Supported => "over height, width, both, or channels alone; dimensions kept or not";

    public override string Becomes => "average pooling; over channels a 1x1 convolution with weights of 1";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var shape = scope.Of(node, 0);
        var axes = Axes(node, scope.Integers(node, 1), shape.Length);
        return node.Options?.Byte(0) == 1
            ? [.. shape.Select((side, axis) => axes.Contains(axis) ? 1 : side)]
            : [.. shape.Where((_, axis) => !axes.Contains(axis))];
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var shape = network.ShapeOf(source);
        var axes = Axes(node, network.Integers(node, 1), shape.Length);
        var cells = axes.Aggregate(1L, (product, axis) => product * shape[axis]);
        network.Take(node, 4L * input.Shape.Channels);
        if (shape.Length == 4 && axes.All(axis => axis is 1 or 2))
        {
            var window = new Window(axes.Contains(1) ? shape[1] : 1, axes.Contains(2) ? shape[2] : 1, 1, 1, Padding.None);
            var mean = new AveragePooling(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output with
                {
                    Shape = window.Over(input.Shape, input.Shape.Channels),
                },
                window,
                Requantise(node, input, output, cells, input.Shape.Channels)
            );
            Add(network, node, mean, output);
            return;
        }

        if (!axes.SequenceEqual([shape.Length - 1]))
        {
            throw Problems.UnsupportedOption(
                node,
                $"the mean over dimensions {string.Join(", ", axes)}; height, width, both, or channels alone are supported"
            );
        }

        network.Take(node, 2L * input.Shape.Channels);
        var sum = new Convolution(
            NetworkBuilder.NewName(node),
            [network.NameOf(node, source)],
            output with
            {
                Shape = input.Shape with { Channels = 1 },
            },
            new Window(1, 1, 1, 1, Padding.None),
            1,
            new KernelBank(
                SegmentCatalog.Dense(1, 1),
                1,
                input.Shape.Channels,
                8,
                [.. new int[input.Shape.Channels]],
                [.. Enumerable.Repeat((sbyte)1, input.Shape.Channels)]
            ),
            [0],
            Requantise(node, input, output, cells, 1)
        );
        Add(network, node, sum, output);
    }

    // Without kept dimensions the source's shape may have sides in other places.
    private static void Add(NetworkBuilder network, SourceNode node, Layer mean, FeatureMap output)
    {
        if (mean.Output.Shape == output.Shape)
        {
            network.Add(node, mean, "taken over");
            return;
        }

        var name = network.AddHelper(mean with { Name = NetworkBuilder.NewName(node, "m") });
        network.Add(node, new Flatten(NetworkBuilder.NewName(node), [name], output), "taken over");
    }

    private static Requantisation Requantise(SourceNode node, FeatureMap input, FeatureMap output, long cells, int channels)
    {
        var scales = Products.FactorOf(node, input.Scale / output.Scale);
        var bits = Math.Min(Math.Min((int)Math.Log2(cells), 32), 31 + scales.Shift);
        var factor = new FixedPoint.Factor((int)(((long)scales.Multiplier << bits) / cells), scales.Shift - bits);
        var limits = new ValueRange(sbyte.MinValue, sbyte.MaxValue);
        var range = new AccumulatorRange(cells * (sbyte.MinValue - input.ZeroPoint), cells * (sbyte.MaxValue - input.ZeroPoint));
        if (!range.FitsInt32 || bits < 0)
        {
            throw Problems.NotExact(node, $"a mean over {cells} integers leaves int32 in the source's arithmetic");
        }

        var one = Products.Requantise(node, [factor], [range], limits, output.ZeroPoint);
        return one with
        {
            Multipliers = Repeat(one.Multipliers[0], channels),
            Shifts = Repeat(one.Shifts[0], channels),
            Constants = one.Constants is { } constants ? Repeat(constants[0], channels) : null,
            Split = one.Split is { } split
                ? new RequantisationSplit(Repeat(split.Thresholds[0], channels), Repeat(split.Constants[0], channels))
                : null,
        };
    }

    private static ImmutableArray<T> Repeat<T>(T value, int count) => [.. Enumerable.Repeat(value, count)];

    private static ImmutableSortedSet<int> Axes(SourceNode node, ImmutableArray<int> axes, int rank)
    {
        ImmutableSortedSet<int> result = [.. axes.Select(axis => axis < 0 ? axis + rank : axis)];
        return !result.IsEmpty && result.All(axis => axis >= 0 && axis < rank)
            ? result
            : throw Problems.WrongShape(node, $"the mean over dimensions {string.Join(", ", axes)} of {rank}");
    }
}
