using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>CONCATENATION of channels. The source copies, so that scales must be equal.</summary>
internal sealed class ConcatenationRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["CONCATENATION"];

    public override string Supported => "along channels, at equal scales and zero points, without fused activation";

    public override string Becomes => "concat";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        ImmutableArray<ImmutableArray<int>> shapes =
        [
            .. Enumerable.Range(0, node.Inputs.Length).Select(operand => scope.Of(node, operand)),
        ];
        var rank = shapes.IsEmpty ? 0 : shapes[0].Length;
        var axis = node.Options?.Int(0) ?? 0;
        axis = axis < 0 ? axis + rank : axis;
        if (
            rank == 0
            || axis < 0
            || axis >= rank
            || shapes.Any(shape => !shape.RemoveAt(Math.Min(axis, shape.Length - 1)).SequenceEqual(shapes[0].RemoveAt(axis)))
        )
        {
            throw Problems.WrongShape(node, $"it joins {string.Join(" and ", shapes.Select(ShapeInference.Text))} along dimension {axis}");
        }

        return shapes[0].SetItem(axis, (int)Math.Min(int.MaxValue, shapes.Sum(shape => (long)shape[axis])));
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var output = network.MapOf(node, network.Output(node));
        var maps = node.Inputs.Select((_, operand) => network.MapOf(node, network.Input(node, operand))).ToArray();
        if (node.Options?.Byte(1) is not (null or 0) || maps.Length < 2)
        {
            throw Problems.UnsupportedOption(node, "a fused activation, or fewer than two operands");
        }

        if (
            maps.Any(map => map.Shape with { Channels = 1 } != output.Shape with { Channels = 1 })
            || maps.Sum(map => map.Shape.Channels) != output.Shape.Channels
        )
        {
            throw Problems.UnsupportedOption(node, "it joins along a dimension other than channels");
        }

        if (maps.Any(map => map.Scale != output.Scale || map.ZeroPoint != output.ZeroPoint))
        {
            throw Problems.NotExact(node, "it joins maps of different scales or zero points, which the source does not rescale");
        }

        network.Add(
            node,
            new Concat(
                NetworkBuilder.NewName(node),
                [
                    .. maps.Select(
                        (map, operand) => Broadcast.OperandOf(network, node, network.Input(node, operand), map, map.Shape, $"c{operand}")
                    ),
                ],
                output
            ),
            "taken over"
        );
    }
}
