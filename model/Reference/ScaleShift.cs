using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceScaleShift
{
    public static int[] Run(ScaleShift layer, int[] input)
    {
        var channels = layer.Output.Shape.Channels;
        var result = new int[input.Length];
        for (var index = 0; index < input.Length; index++)
        {
            var channel = index % channels;
            var value = ((long)input[index] * layer.Multipliers[channel]) + layer.Offsets[channel];
            result[index] = Requantisation.Round(value, layer.Shifts[channel], layer.Minimum, layer.Maximum);
        }

        return result;
    }
}
