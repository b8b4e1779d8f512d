using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class AveragePoolingRules
{
    public static void Check(LayerCheck check, AveragePooling layer)
    {
        if (check.ReadsOne())
        {
            var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
            WindowRules.Check(check, layer.Window, input, output);
            check.Require(input.Channels == output.Channels, $"{input.Channels} input and {output.Channels} output channels");
            check.Requantisation(layer.Requantisation);
        }
    }
}
