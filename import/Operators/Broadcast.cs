using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Operators;

/// <summary>Operands of elementwise operators: of equal shape, or one constant that is repeated.</summary>
internal static class Broadcast
{
    /// <summary>The shape of what two operands give: sides are aligned at the end, a side of 1 is repeated.</summary>
    public static ImmutableArray<int> Shape(ShapeScope scope, SourceNode node)
    {
        var (a, b) = (scope.Of(node, 0), scope.Of(node, 1));
        var (longer, shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var shape = longer.ToBuilder();
        for (var side = 1; side <= shorter.Length; side++)
        {
            var (one, other) = (longer[^side], shorter[^side]);
            if (one != other && one != 1 && other != 1)
            {
                throw Problems.WrongShape(node, $"it reads {ShapeInference.Text(a)} and {ShapeInference.Text(b)}");
            }

            shape[^side] = Math.Max(one, other);
        }

        return shape.ToImmutable();
    }

    /// <summary>The values of a constant operand, repeated to the shape of a map; its own scale and zero point.</summary>
    public static ImmutableArray<int> Expand(NetworkBuilder network, SourceNode node, SourceTensor constant, Shape map)
    {
        network.Take(node, map.Length);
        var values = MemoryMarshal.Cast<byte, sbyte>(constant.Data.Span);
        var own = network.ExtentOf(node, constant);
        var result = ImmutableArray.CreateBuilder<int>(map.Length);
        for (var row = 0; row < map.Height; row++)
        {
            for (var column = 0; column < map.Width; column++)
            {
                for (var channel = 0; channel < map.Channels; channel++)
                {
                    result.Add(
                        values[
                            own.IndexOf(Math.Min(row, own.Height - 1), Math.Min(column, own.Width - 1), Math.Min(channel, own.Channels - 1))
                        ]
                    );
                }
            }
        }

        return result.MoveToImmutable();
    }

    /// <summary>The layer that an operand is: one that computes it, or a constant map of the output's shape.</summary>
    public static string OperandOf(
        NetworkBuilder network,
        SourceNode node,
        SourceTensor tensor,
        FeatureMap map,
        Shape output,
        string suffix
    )
    {
        if (tensor.IsConstant)
        {
            return network.AddHelper(
                new Constant(NetworkBuilder.NewName(node, suffix), map with { Shape = output }, Expand(network, node, tensor, output))
            );
        }

        return map.Shape == output
            ? network.NameOf(node, tensor)
            : throw Problems.UnsupportedOption(node, $"{tensor} is repeated from {map.Shape} to {output}; constants alone are repeated");
    }

    /// <summary>Whether a constant has one value per channel, or one for all.</summary>
    public static bool IsPerChannel(NetworkBuilder network, SourceNode node, SourceTensor tensor) =>
        network.ExtentOf(node, tensor) is { Height: 1, Width: 1 };
}
