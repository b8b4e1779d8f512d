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
/// <param name="Grids">One per layer.</param>
public sealed record QuantisedNetwork(NetworkPlan Plan, ParameterLayout Layout, FeatureMap Input, ImmutableArray<LayerGrid> Grids)
{
    /// <summary>Real value of one step of the logits.</summary>
    public double LogitScale => Grids[^1].Output.Scale;

    /// <summary>The parameters as integers.</summary>
    /// <param name="values">Real-valued, masked.</param>
    public Dictionary<string, LayerParameters> Quantise(Tensor values)
    {
        var parameters = LayerParameters.Cut(Layout, values, torch.zeros(0));
        return Plan.Layers.Zip(Grids).Where(pair => parameters.ContainsKey(pair.First.Name)).ToDictionary(
            pair => pair.First.Name,
            pair => pair.Second switch
            {
                ProductGrid product => Simulated.ProductLayer.Quantise(product, parameters[pair.First.Name]),
                ScaleShiftGrid scaleShift => Simulated.ScaleShift.Quantise(scaleShift, parameters[pair.First.Name]),
                _ => parameters[pair.First.Name],
            });
    }

    /// <summary>Integer logits, [samples, classes], of the network's input integers, [samples, channels, rows, columns].</summary>
    /// <param name="observe">Called with the name and the integers of every layer.</param>
    public Tensor Forward(
        IReadOnlyDictionary<string, LayerParameters> integers, Tensor input, Action<string, Tensor>? observe = null)
    {
        var maps = new Dictionary<string, Tensor> { [Network.InputName] = input };
        foreach (var (layer, grid) in Plan.Layers.Zip(Grids))
        {
            // As in the float network: only the output stays, and what the gradients need.
            using (torch.NewDisposeScope())
            {
                var inputs = layer.Description.Inputs.Select(name => maps[name]).ToArray();
                maps[layer.Name] = Run(layer.Description, grid, integers.GetValueOrDefault(layer.Name), inputs).MoveToOuterDisposeScope();
            }

            observe?.Invoke(layer.Name, maps[layer.Name]);
        }

        return maps[Plan.Layers[^1].Name].flatten(1);
    }

    private static Tensor Run(LayerDescription layer, LayerGrid grid, LayerParameters? integers, Tensor[] inputs) => (layer, grid) switch
    {
        (ConvolutionDescription convolution, ProductGrid product) =>
            Simulated.Convolution.Simulate(convolution, product, integers!, inputs[0]),
        (FullyConnectedDescription, ProductGrid product) => Simulated.FullyConnected.Simulate(product, integers!, inputs[0]),
        (MaxPoolingDescription pooling, PassingGrid) => MaxPooling.Forward(pooling.Window, inputs[0]),
        (_, AveragePoolingGrid pooling) => Simulated.AveragePooling.Simulate(pooling, inputs[0]),
        (_, AddGrid add) => Simulated.Add.Simulate(add, inputs[0], inputs[1]),
        (_, ScaleShiftGrid scaleShift) => Simulated.ScaleShift.Simulate(scaleShift, integers!, inputs[0]),
        (ConcatDescription, PassingGrid) => Concat.Forward(inputs),
        (FlattenDescription, PassingGrid) => Flatten.Forward(inputs[0]),
        _ => throw new ArgumentException($"layer '{layer.Name}' of kind {layer.GetType().Name} has no integer form"),
    };
}
