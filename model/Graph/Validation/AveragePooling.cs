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
            CheckPartial(check, layer);
        }
    }

    private static void CheckPartial(LayerCheck check, AveragePooling layer)
    {
        var cells = 0;
        foreach (var partial in layer.Partial ?? [])
        {
            if (
                !check.Require(layer.Requantisation is not null, "partial windows without requantisation")
                || !check.Require(
                    partial.Cells > cells && partial.Cells < layer.Window.Cells,
                    $"a partial window of {partial.Cells} cells; they ascend and are fewer than {layer.Window.Cells}"
                )
            )
            {
                return;
            }

            check.Requantisation(partial.Requantisation);
            cells = partial.Cells;
        }
    }
}
