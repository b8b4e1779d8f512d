using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>AVERAGE_POOL_2D: half away from zero, of the integers themselves; padding does not count.</summary>
internal sealed class AveragePoolRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["AVERAGE_POOL_2D"];

    public override string Supported => "any window; SAME and VALID; equal scales; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "average pooling; a requantisation per number of covered cells";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Pools.Infer(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
        {
            throw Problems.NotExact(node, "it reads and writes different scales or zero points, which the source does not rescale");
        }

        var limits = Activation.LimitsOf(node, node.Options?.Byte(5) ?? 0, output);
        var window = Pools.WindowOf(node, network.ShapeOf(source));
        var counts = Pools.Counts(node, window, input.Shape);
        network.Take(node, 4L * counts.Length * output.Shape.Channels);
        ImmutableArray<PartialWindow> partial =
        [
            .. counts
                .Where(cells => cells < window.Cells)
                .Select(cells => new PartialWindow(cells, Average(node, cells, input.ZeroPoint, limits, output.Shape.Channels))),
        ];
        network.Add(
            node,
            new AveragePooling(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output,
                window,
                Average(node, window.Cells, input.ZeroPoint, limits, output.Shape.Channels),
                partial.IsEmpty ? null : partial
            ),
            "taken over"
        );
    }

    private static Requantisation Average(SourceNode node, int cells, int zeroPoint, ValueRange limits, int channels)
    {
        var range = new AccumulatorRange((long)cells * (sbyte.MinValue - zeroPoint), (long)cells * (sbyte.MaxValue - zeroPoint));
        var part = Products.Requantise(
            node,
            range,
            1.0 / cells,
            limits,
            zeroPoint,
            sum =>
            {
                var integers = sum + ((long)cells * zeroPoint);
                return (integers > 0 ? integers + (cells / 2) : integers - (cells / 2)) / cells;
            },
            -(long)cells * zeroPoint
        );
        return Products.Of([.. Enumerable.Repeat(part, channels)], limits);
    }
}
