using System.Collections.Immutable;
using Striate.Import.Operators;
using Striate.Import.Source;
using Striate.Model.Graph;

namespace Striate.Import.Shapes;

/// <summary>Works out the shape of every tensor from the input's; what the file says of the others is compared, not used.</summary>
internal static class ShapeInference
{
    /// <param name="model">As read.</param>
    /// <param name="problems">Takes what is wrong; shapes behind a problem are the file's, so that others are found too.</param>
    public static ShapedModel Of(SourceModel model, List<ImportProblem> problems)
    {
        var scope = new ShapeScope(model);
        foreach (var input in model.Inputs)
        {
            scope.Set(input, model.Tensors[input].Shape);
        }

        foreach (var node in model.Nodes)
        {
            try
            {
                Infer(scope, node);
            }
            catch (ImportException exception)
            {
                problems.Add(exception.Problem);
                foreach (var output in node.Outputs)
                {
                    scope.Set(output, model.Tensors[output].Shape);
                }
            }
        }

        return scope.Result();
    }

    private static void Infer(ShapeScope scope, SourceNode node)
    {
        var rule = OperatorRules.Find(node);
        if (node.Outputs.Length != 1)
        {
            throw Problems.UnsupportedOption(node, $"{node.Outputs.Length} outputs; 1 is possible");
        }

        var (shape, told) = (rule.Infer(scope, node), scope.Model.Tensors[node.Outputs[0]].Shape);
        if (
            shape.Any(side => side < 1)
            || shape.Aggregate(1L, (product, side) => Math.Min(product * side, 1L << 31)) > NetworkLimits.MaximumMapValues
        )
        {
            throw Problems.WrongShape(node, $"its output is {Text(shape)}; must be 1 to {NetworkLimits.MaximumMapValues} values");
        }

        // Files may leave shapes out; one that is there has to be right.
        if (!told.IsEmpty && !told.SequenceEqual(shape))
        {
            throw Problems.WrongShape(node, $"its output is {Text(shape)}; the file says {Text(told)}");
        }

        scope.Set(node.Outputs[0], shape);
        if (rule.Fold(scope, node) is { } values)
        {
            scope.Fold(node.Outputs[0], values);
        }
    }

    /// <summary>A shape that holds values.</summary>
    /// <exception cref="ImportException">A side is 0 or negative.</exception>
    public static ImmutableArray<int> RequireSides(SourceNode node, SourceTensor tensor, ImmutableArray<int> shape) =>
        shape.All(side => side > 0) ? shape : throw Problems.WrongShape(node, $"{tensor} is {Text(shape)}; every side must be 1 or more");

    /// <summary>A shape as people write it.</summary>
    public static string Text(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";
}
