using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class MaxPoolingRules
{
    public static void Check(LayerCheck check, MaxPooling layer)
    {
        if (check.ReadsOne())
        {
            var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
            WindowRules.Check(check, layer.Window, input, output);
            check.Require(input.Channels == output.Channels, $"{input.Channels} input and {output.Channels} output channels");
            check.SameValues(check.Inputs[0]);
            check.Clamp(layer.Minimum ?? layer.Output.Type.Minimum, layer.Maximum ?? layer.Output.Type.Maximum);
        }
    }
}
