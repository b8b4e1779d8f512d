using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class FlattenRules
{
    public static void Check(LayerCheck check, Flatten layer)
    {
        if (check.ReadsOne() && check.NotLast())
        {
            var expected = new Shape(1, 1, check.Inputs[0].Shape.Length);
            check.Require(layer.Output.Shape == expected, $"its output is {layer.Output.Shape}; its input flattens to {expected}");
            check.SameValues(check.Inputs[0]);
        }
    }
}
