using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>RESHAPE, SQUEEZE and EXPAND_DIMS: the same integers in another shape.</summary>
internal sealed class ReshapeRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["RESHAPE", "SQUEEZE", "EXPAND_DIMS"];

    public override string Supported => "to any shape that is constant, or that SHAPE, STRIDED_SLICE and PACK compute";

    public override string Becomes => "none where height, width and channels stay; else flatten";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node)
    {
        var input = scope.Of(node, 0);
        return node.Kind switch
        {
            "SQUEEZE" => Squeezed(node, input),
            "EXPAND_DIMS" => Expanded(node, input, scope.Integers(node, 1)),
            _ => Reshaped(node, input, node.Has(1) ? scope.Integers(node, 1) : [.. node.Options?.Ints(0).Values() ?? []]),
        };
    }

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        if (input.Scale != output.Scale || input.ZeroPoint != output.ZeroPoint)
        {
            throw Problems.NotExact(node, "it reads and writes different scales or zero points");
        }

        if (input.Shape == output.Shape)
        {
            network.Alias(node, source, "dropped: height, width and channels stay");
            return;
        }

        network.Add(node, new Flatten(NetworkBuilder.NewName(node), [network.NameOf(node, source)], output), "taken over as flatten");
    }

    private static ImmutableArray<int> Reshaped(SourceNode node, ImmutableArray<int> input, ImmutableArray<int> wanted)
    {
        var length = input.Aggregate(1L, (product, side) => product * side);
        var known = wanted.Where(side => side != -1).Aggregate(1L, (product, side) => Math.Clamp(product * side, -1, 1L << 32));
        var free = wanted.Count(side => side == -1);
        if (known < 1 || free > 1 || length % known != 0 || (free == 0 && length != known))
        {
            throw Problems.WrongShape(node, $"{ShapeInference.Text(input)} does not take the shape {ShapeInference.Text(wanted)}");
        }

        return [.. wanted.Select(side => side == -1 ? (int)(length / known) : side)];
    }

    private static ImmutableArray<int> Squeezed(SourceNode node, ImmutableArray<int> input)
    {
        ImmutableArray<int> listed = [.. node.Options?.Ints(0).Values().Select(axis => axis < 0 ? axis + input.Length : axis) ?? []];
        return listed.Any(axis => axis < 0 || axis >= input.Length || input[axis] != 1)
            ? throw Problems.WrongShape(node, $"it squeezes dimensions {string.Join(", ", listed)} of {ShapeInference.Text(input)}")
            : [.. input.Where((side, axis) => side != 1 || (!listed.IsEmpty && !listed.Contains(axis)))];
    }

    private static ImmutableArray<int> Expanded(SourceNode node, ImmutableArray<int> input, ImmutableArray<int> axes)
    {
        var axis =
            axes.Length == 1
                ? axes[0] < 0
                    ? axes[0] + input.Length + 1
                    : axes[0]
                : -1;
        return axis >= 0 && axis <= input.Length
            ? input.Insert(axis, 1)
            : throw Problems.WrongShape(node, $"it adds dimension {string.Join(", ", axes)} to {ShapeInference.Text(input)}");
    }
}
