using Striate.Model.Graph;
using Striate.Trainer.Learning.Layers;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>Runs a network in floating point.</summary>
public static class FloatNetwork
{
    /// <summary>
    /// Logits, [samples, classes], in single precision, of real-valued inputs, [samples, channels, rows, columns]. Maps
    /// have the precision of the input up to the first global mean or fully connected layer, and single precision from there.
    /// </summary>
    /// <param name="training">Normalise by the batch and update the running statistics.</param>
    /// <param name="observe">Called with the name and the output of every layer.</param>
    public static Tensor Forward(
        NetworkLayout plan,
        IReadOnlyDictionary<string, LayerParameters> parameters,
        Tensor input,
        bool training,
        Action<string, Tensor>? observe = null
    )
    {
        var maps = new Dictionary<string, Tensor> { [Network.InputName] = input };
        foreach (var layer in plan.Layers)
        {
            // What a layer needs on the way to its output is freed at once, but for what the gradients need.
            using (torch.NewDisposeScope())
            {
                var inputs = layer.Description.Inputs.Select(name => maps[name]).ToArray();
                maps[layer.Name] = Run(
                        layer.Description,
                        parameters.GetValueOrDefault(layer.Name) ?? new LayerParameters(),
                        inputs,
                        training
                    )
                    .MoveToOuterDisposeScope();
            }

            observe?.Invoke(layer.Name, maps[layer.Name]);
        }

        return maps[plan.Layers[^1].Name].flatten(1).to(torch.ScalarType.Float32);
    }

    /// <summary>The output of one layer.</summary>
    internal static Tensor Run(LayerDescription layer, LayerParameters parameters, Tensor[] inputs, bool training) =>
        layer switch
        {
            ConvolutionDescription convolution => Layers.Convolution.Forward(convolution, parameters, inputs[0], training),
            FullyConnectedDescription connected => FullyConnected.Forward(connected, parameters, inputs[0]),
            MaxPoolingDescription pooling => MaxPooling.Forward(pooling.Window, inputs[0]),
            AveragePoolingDescription pooling => AveragePooling.Forward(pooling, inputs[0]),
            AddDescription add => Add.Forward(add, inputs[0], inputs[1]),
            ConcatDescription => Concat.Forward(inputs),
            ScaleShiftDescription scaleShift => ScaleShift.Forward(scaleShift, parameters, inputs[0], training),
            FlattenDescription => Flatten.Forward(inputs[0]),
            _ => throw new ArgumentException($"layer '{layer.Name}' has the unknown kind {layer.GetType().Name}"),
        };
}
