using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class AddRules
{
    public static void Check(LayerCheck check, Add layer)
    {
        if (check.Require(check.Inputs.Length == 2, $"it reads {check.Inputs.Length} maps; 2 are needed"))
        {
            var (a, b, output) = (check.Inputs[0].Shape, check.Inputs[1].Shape, layer.Output.Shape);
            check.Require(a == b && a == output, $"it adds {a} and {b} to {output}; all must be equal");
            check.Require(
                layer.MultiplierA is not 0 and not int.MinValue && layer.MultiplierB is not 0 and not int.MinValue,
                "a multiplier is not in 1..2147483647, up to its sign"
            );
            if (layer.Tables is { } tables)
            {
                check.Length("terms", tables.A, check.Inputs[0].Type.Values);
                check.Length("terms", tables.B, check.Inputs[1].Type.Values);
            }

            check.Shifts([layer.Shift]);
            check.Clamp(layer.Minimum, layer.Maximum);
        }
    }
}
