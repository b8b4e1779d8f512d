using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class ScaleShiftRules
{
    public static void Check(LayerCheck check, ScaleShift layer)
    {
        if (!check.ReadsOne())
        {
            return;
        }

        var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
        check.Require(input == output, $"it reads {input} and writes {output}; both must be equal");
        check.Length("multipliers", layer.Multipliers, output.Channels);
        if (check.Length("offsets", layer.Offsets, output.Channels) && check.Length("shifts", layer.Shifts, output.Channels))
        {
            check.Require(
                layer.Offsets.All(offset => offset is >= -Requantisation.LargestModestConstant and <= Requantisation.LargestModestConstant),
                "an offset is not in -2^61..2^61"
            );
            check.Shifts(layer.Shifts);
        }

        check.Clamp(layer.Minimum, layer.Maximum);
    }
}
