using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class MultiplyRules
{
    public static void Check(LayerCheck check, Multiply layer)
    {
        if (check.Require(check.Inputs.Length == 2, $"it reads {check.Inputs.Length} maps; 2 are needed"))
        {
            var (a, b, output) = (check.Inputs[0].Shape, check.Inputs[1].Shape, layer.Output.Shape);
            check.Require(
                a == output && (b == a || b == new Shape(1, 1, a.Channels)),
                $"it multiplies {a} by {b} into {output}; all must be equal, or the second 1x1x{a.Channels}"
            );
            check.Requantisation(layer.Requantisation, channels: 1);
        }
    }
}
