using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class FlattenRules
{
    public static void Check(LayerCheck check, Flatten layer)
    {
        if (check.ReadsOne())
        {
            var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
            check.Require(output.Length == input.Length, $"its output is {output}; its input flattens to 1x1x{input.Length}");
            check.SameValues(check.Inputs[0]);
        }
    }
}
