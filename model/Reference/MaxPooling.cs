using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceMaxPooling
{
    public static int[] Run(MaxPooling layer, int[] input, Shape shape)
    {
        var output = layer.Output.Shape;
        var result = new int[output.Length];
        for (var row = 0; row < output.Height; row++)
        {
            for (var column = 0; column < output.Width; column++)
            {
                for (var channel = 0; channel < output.Channels; channel++)
                {
                    var largest = PooledWindow
                        .Cells(layer.Window, shape, row, column)
                        .Max(cell => input[shape.IndexOf(cell.Row, cell.Column, channel)]);
                    result[output.IndexOf(row, column, channel)] = Math.Clamp(
                        largest,
                        layer.Minimum ?? int.MinValue,
                        layer.Maximum ?? int.MaxValue
                    );
                }
            }
        }

        return result;
    }
}
