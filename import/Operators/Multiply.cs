using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>MUL.</summary>
internal sealed class MultiplyRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["MUL"];

    public override string Supported =>
        "two maps of equal shape, or one and a gate of 1x1xchannels or a constant that is repeated; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes =>
        "multiply; with one constant a look-up table, with a constant per channel a scale-shift where that is exact";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Broadcast.Shape(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var (a, b) = (network.Input(node, 0), network.Input(node, 1));
        (a, b) = a.IsConstant || network.ExtentOf(node, a).Length < network.ExtentOf(node, b).Length ? (b, a) : (a, b);
        var (mapA, mapB, output) = (network.MapOf(node, a), network.MapOf(node, b), network.MapOf(node, network.Output(node)));
        var limits = Activation.LimitsOf(node, node.Options?.Byte(0) ?? 0, output);
        var factor = Products.FactorOf(node, mapA.Scale * mapB.Scale / output.Scale);
        int Rounded(long product) =>
            (int)Math.Clamp(FixedPoint.Multiply((int)product, factor) + output.ZeroPoint, limits.Minimum, limits.Maximum);
        int Product(int x, int y) => Rounded((x - mapA.ZeroPoint) * (y - mapB.ZeroPoint));
        if (b.IsConstant && b.Length == 1)
        {
            var constant = (sbyte)b.Data.Span[0];
            Table.Add(network, node, a, output, value => Product(value, constant));
            return;
        }

        if (b.IsConstant && Broadcast.IsPerChannel(network, node, b))
        {
            var constants = Broadcast.Expand(network, node, b, new Model.Graph.Shape(1, 1, output.Shape.Channels));
            if (
                Affine.Add(
                    network,
                    node,
                    a,
                    output,
                    limits,
                    channel => (constants[channel] - mapB.ZeroPoint) * factor.Value,
                    channel => value => Product(value, constants[channel])
                )
            )
            {
                return;
            }
        }

        var isGate = mapB.Shape == new Model.Graph.Shape(1, 1, output.Shape.Channels) && !b.IsConstant;
        ImmutableArray<string> inputs =
        [
            Broadcast.OperandOf(network, node, a, mapA, output.Shape, "a"),
            isGate ? network.NameOf(node, b) : Broadcast.OperandOf(network, node, b, mapB, output.Shape, "b"),
        ];
        var (rangeA, rangeB) = (
            new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(mapA.ZeroPoint),
            new ValueRange(sbyte.MinValue, sbyte.MaxValue).Less(mapB.ZeroPoint)
        );
        long[] corners =
        [
            (long)rangeA.Minimum * rangeB.Minimum,
            (long)rangeA.Minimum * rangeB.Maximum,
            (long)rangeA.Maximum * rangeB.Minimum,
            (long)rangeA.Maximum * rangeB.Maximum,
        ];
        var range = new AccumulatorRange(corners.Min(), corners.Max());
        if (!FixedPoint.IsInRange(range.Minimum, factor) || !FixedPoint.IsInRange(range.Maximum, factor))
        {
            throw Problems.NotExact(node, $"its products of {range.Minimum}..{range.Maximum} leave int32 in the source's arithmetic");
        }

        var part = Products.Requantise(
            node,
            range,
            factor.Value,
            limits,
            output.ZeroPoint,
            product => Rounded(product),
            Products.SplitOf(factor)
        );
        network.Add(node, new Multiply(NetworkBuilder.NewName(node), inputs, output, Products.Of([part], limits)), "taken over");
    }
}
