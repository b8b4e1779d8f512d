using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class ScaleShiftRules
{
    public static void Check(LayerCheck check, ScaleShift layer)
    {
        if (!check.ReadsOne() || !check.NotLast())
        {
            return;
        }

        var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
        check.Require(input == output, $"it reads {input} and writes {output}; both must be equal");
        check.Length("multipliers", layer.Multipliers, output.Channels);
        check.Length("offsets", layer.Offsets, output.Channels);
        if (check.Length("shifts", layer.Shifts, output.Channels))
        {
            check.Shifts(layer.Shifts);
        }

        check.Clamp(layer.Minimum, layer.Maximum);
    }
}
