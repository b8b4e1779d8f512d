using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class FullyConnectedRules
{
    public static void Check(LayerCheck check, FullyConnected layer)
    {
        var shape = layer.Output.Shape;
        if (!check.ReadsOne() || !check.Require(shape is { Height: 1, Width: 1 }, $"its output is {shape}; 1x1xneurons is needed"))
        {
            return;
        }

        check.Length("biases", layer.Bias, shape.Channels);
        check.Requantisation(layer.Requantisation);
        if (check.Length("weights", layer.Weights, (long)check.Inputs[0].Shape.Length * shape.Channels))
        {
            check.Weights(layer.Weights, layer.WeightBits);
        }
    }
}
