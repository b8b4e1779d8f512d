using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceAveragePooling
{
    public static int[] Run(AveragePooling layer, int[] input, Shape shape, int zeroPoint)
    {
        var output = layer.Output.Shape;
        var result = new int[output.Length];
        for (var row = 0; row < output.Height; row++)
        {
            for (var column = 0; column < output.Width; column++)
            {
                for (var channel = 0; channel < output.Channels; channel++)
                {
                    var covered = PooledWindow.Cells(layer.Window, shape, row, column).ToArray();
                    var sum = covered.Sum(cell => input[shape.IndexOf(cell.Row, cell.Column, channel)] - zeroPoint);
                    result[output.IndexOf(row, column, channel)] = layer.RequantisationFor(covered.Length)?.Apply(sum, channel) ?? sum;
                }
            }
        }

        return result;
    }
}
