using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>Operators that are a function of one integer: a table of all 256 results.</summary>
internal static class Table
{
    /// <summary>Adds a look-up layer that holds a function of int8.</summary>
    public static void Add(NetworkBuilder network, SourceNode node, SourceTensor source, FeatureMap output, Func<int, int> function)
    {
        var input = network.MapOf(node, source);
        if (input.Shape != output.Shape)
        {
            throw Problems.WrongShape(node, $"it reads {input.Shape} and writes {output.Shape}");
        }

        network.Take(node, 256);
        ImmutableArray<int> table =
        [
            .. Enumerable.Range(sbyte.MinValue, 256).Select(value => Math.Clamp(function(value), sbyte.MinValue, sbyte.MaxValue)),
        ];
        network.Add(
            node,
            new LookUp(NetworkBuilder.NewName(node), [network.NameOf(node, source)], output, table),
            "taken over as a look-up table"
        );
    }

    /// <summary>The shape of an operator that works on each integer by itself.</summary>
    public static ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => scope.Of(node, 0);

    /// <summary>Requires what logistic, tanh and softmax write.</summary>
    public static void RequireOutput(SourceNode node, FeatureMap output, double scale, int zeroPoint)
    {
        if (output.Scale != scale || output.ZeroPoint != zeroPoint)
        {
            throw Problems.At(
                node,
                Problems.Type,
                $"it writes scale {output.Scale} and zero point {output.ZeroPoint}; 1/{1 / scale} and {zeroPoint} are defined",
                "quantise the source network again"
            );
        }
    }
}
