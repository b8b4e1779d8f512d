using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Learning.Layers;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Simulated = Striate.Trainer.Quantisation.Layers;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>
/// The integer arithmetic in tensors: every value is an integer held in floating point, exact in double precision and, as
/// long as sums stay below 2^24, in single. Gradients pass through the roundings, so that training sees what it will get.
/// </summary>
/// <param name="Plan">Folded network.</param>
/// <param name="Layout">Layout of its parameters.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Quantisation">One per layer.</param>
public sealed record QuantisedNetwork(
    NetworkLayout Plan,
    ParameterLayout Layout,
    FeatureMap Input,
    ImmutableArray<QuantisationParameters> Quantisation
)
{
    /// <summary>Real value of one step of the logits.</summary>
    public double LogitScale => Quantisation[^1].Output.Scale;

    /// <summary>The parameters as integers.</summary>
    /// <param name="values">Real-valued, masked.</param>
    public Dictionary<string, LayerParameters> Quantise(Tensor values)
    {
        var parameters = LayerParameters.Cut(Layout, values, torch.zeros(0));
        return Plan
            .Layers.Zip(Quantisation)
            .Where(pair => parameters.ContainsKey(pair.First.Name))
            .ToDictionary(
                pair => pair.First.Name,
                pair =>
                    pair.Second switch
                    {
                        ProductParameters product => Simulated.ProductLayer.Quantise(product, parameters[pair.First.Name]),
                        ScaleShiftParameters scaleShift => Simulated.ScaleShift.Quantise(scaleShift, parameters[pair.First.Name]),
                        _ => parameters[pair.First.Name],
                    }
            );
    }

    /// <summary>Integer logits, [samples, classes], of the network's input integers, [samples, channels, rows, columns].</summary>
    /// <param name="observe">Called with the name and the integers of every layer.</param>
    public Tensor Forward(IReadOnlyDictionary<string, LayerParameters> integers, Tensor input, Action<string, Tensor>? observe = null)
    {
        var maps = new Dictionary<string, Tensor> { [Network.InputName] = input };
        foreach (var (layer, quantisation) in Plan.Layers.Zip(Quantisation))
        {
            // As in the float network: only the output stays, and what the gradients need.
            using (torch.NewDisposeScope())
            {
                var inputs = layer.Description.Inputs.Select(name => maps[name]).ToArray();
                maps[layer.Name] = Run(layer.Description, quantisation, integers.GetValueOrDefault(layer.Name), inputs)
                    .MoveToOuterDisposeScope();
            }

            observe?.Invoke(layer.Name, maps[layer.Name]);
        }

        return maps[Plan.Layers[^1].Name].flatten(1);
    }

    private static Tensor Run(LayerDescription layer, QuantisationParameters quantisation, LayerParameters? integers, Tensor[] inputs) =>
        (layer, quantisation) switch
        {
            (ConvolutionDescription convolution, ProductParameters product) => Simulated.Convolution.Simulate(
                convolution,
                product,
                integers!,
                inputs[0]
            ),
            (FullyConnectedDescription, ProductParameters product) => Simulated.FullyConnected.Simulate(product, integers!, inputs[0]),
            (MaxPoolingDescription pooling, PassThroughParameters) => MaxPooling.Forward(pooling.Window, inputs[0]),
            (_, AveragePoolingParameters pooling) => Simulated.AveragePooling.Simulate(pooling, inputs[0]),
            (_, AddParameters add) => Simulated.Add.Simulate(add, inputs[0], inputs[1]),
            (_, ScaleShiftParameters scaleShift) => Simulated.ScaleShift.Simulate(scaleShift, integers!, inputs[0]),
            (ConcatDescription, PassThroughParameters) => Concat.Forward(inputs),
            (FlattenDescription, PassThroughParameters) => Flatten.Forward(inputs[0]),
            _ => throw new ArgumentException($"layer '{layer.Name}' of kind {layer.GetType().Name} has no integer form"),
        };
}
