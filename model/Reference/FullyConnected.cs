using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

internal static class ReferenceFullyConnected
{
    public static int[] Run(FullyConnected layer, int[] input, int zeroPoint)
    {
        var result = new int[layer.Output.Shape.Length];
        for (var neuron = 0; neuron < result.Length; neuron++)
        {
            var accumulator = layer.Bias[neuron];
            for (var index = 0; index < input.Length; index++)
            {
                accumulator = checked(accumulator + (layer.Weights[(neuron * input.Length) + index] * (input[index] - zeroPoint)));
            }

            result[neuron] = layer.Requantisation?.Apply(accumulator, neuron) ?? accumulator;
        }

        return result;
    }
}
