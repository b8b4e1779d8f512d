using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class HistoryRules
{
    public static void Check(LayerCheck check, History layer)
    {
        if (check.ReadsOne() && check.NotLast())
        {
            var (input, output) = (check.Inputs[0].Shape, layer.Output.Shape);
            var (block, written) = layer.IsDown ? (input.Height, output.Height) : (input.Width, output.Width);
            check.Require(
                layer.Kept is >= 0 and <= NetworkLimits.MaximumMapValues
                    && layer.Skip >= 0
                    && (layer.Kept == 0 || layer.Skip == 0)
                    && layer.Skip + (long)written <= layer.Kept + (long)block,
                $"it writes {written} steps from {layer.Skip} on; it has {layer.Kept} and {block}"
            );
            check.Require(
                layer.IsDown ? input with { Height = written } == output : input with { Width = written } == output && input.Height == 1,
                $"it reads {input} and writes {output}; they differ in steps alone"
            );
            check.SameValues(check.Inputs[0]);
        }
    }
}
