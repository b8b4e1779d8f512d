using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class ConcatRules
{
    public static void Check(LayerCheck check, Concat layer)
    {
        if (!check.Require(check.Inputs.Length >= 2, "it reads 1 map; 2 or more are needed"))
        {
            return;
        }

        var output = layer.Output.Shape;
        foreach (var input in check.Inputs)
        {
            check.Require(
                input.Shape.Height == output.Height && input.Shape.Width == output.Width,
                $"it reads {input.Shape} into {output}; heights and widths must be equal"
            );
            check.SameValues(input);
        }

        var channels = check.Inputs.Sum(input => (long)input.Shape.Channels);
        check.Require(channels == output.Channels, $"{channels} input and {output.Channels} output channels");
    }
}
