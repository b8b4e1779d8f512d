using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class AddRules
{
    public static void Check(LayerCheck check, Add layer)
    {
        if (check.NotLast() && check.Require(check.Inputs.Length == 2, $"it reads {check.Inputs.Length} maps; 2 are needed"))
        {
            var (a, b, output) = (check.Inputs[0].Shape, check.Inputs[1].Shape, layer.Output.Shape);
            check.Require(a == b && a == output, $"it adds {a} and {b} to {output}; all must be equal");
            check.Require(layer.MultiplierA > 0 && layer.MultiplierB > 0, "a multiplier is not in 1..2147483647");
            check.Shifts([layer.Shift]);
            check.Clamp(layer.Minimum, layer.Maximum);
        }
    }
}
