using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceConcat
{
    public static int[] Run(Concat layer, int[][] inputs, Shape[] shapes)
    {
        var output = layer.Output.Shape;
        var result = new int[output.Length];
        for (var pixel = 0; pixel < output.Height * output.Width; pixel++)
        {
            var channel = 0;
            for (var source = 0; source < inputs.Length; source++)
            {
                var channels = shapes[source].Channels;
                Array.Copy(inputs[source], pixel * channels, result, (pixel * output.Channels) + channel, channels);
                channel += channels;
            }
        }

        return result;
    }
}
