using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>A network description with all extents known.</summary>
public sealed record NetworkPlan(string Name, Shape Input, ImmutableArray<PlannedLayer> Layers)
{
    /// <summary>Computes every extent and checks that the layers fit together.</summary>
    /// <exception cref="ArgumentException">A layer reads what is not there, or extents do not fit.</exception>
    public static NetworkPlan From(NetworkDescription network, Shape input)
    {
        var shapes = new Dictionary<string, Shape> { [Network.InputName] = input };
        var layers = ImmutableArray.CreateBuilder<PlannedLayer>(network.Layers.Length);
        foreach (var layer in network.Layers)
        {
            ImmutableArray<Shape> inputs = [.. layer.Inputs.Select(name => shapes.TryGetValue(name, out var shape)
                ? shape
                : throw Problem(network, layer, $"reads '{name}', which is no earlier layer"))];
            var planned = new PlannedLayer(layer, inputs, OutputOf(network, layer, inputs));
            if (!shapes.TryAdd(layer.Name, planned.Output))
            {
                throw Problem(network, layer, "has a name that another layer has");
            }

            layers.Add(planned);
        }

        var plan = new NetworkPlan(network.Name, input, layers.DrainToImmutable());
        var weights = plan.Layers.Sum(layer => layer.DenseWeights);
        return weights <= NetworkLimits.MaximumWeights
            ? plan
            : throw new ArgumentException($"network '{network.Name}' has {weights:N0} weights, more than {NetworkLimits.MaximumWeights:N0}");
    }

    private static Shape OutputOf(NetworkDescription network, LayerDescription layer, ImmutableArray<Shape> inputs)
    {
        var output = layer switch
        {
            ConvolutionDescription { Window: { KernelHeight: var rows, KernelWidth: var columns } } when (long)rows * columns > SegmentCatalog.MaximumCells =>
                throw Problem(network, layer, $"has kernels of {rows}x{columns} cells, more than {SegmentCatalog.MaximumCells}"),
            ConvolutionDescription { Groups: var groups, OutputChannels: var outputs } convolution =>
                groups > 0 && inputs[0].Channels % groups == 0 && outputs % groups == 0
                    ? convolution.Window.Over(inputs[0], outputs)
                    : throw Problem(network, layer, $"{groups} groups do not divide {inputs[0].Channels} and {outputs} channels"),
            FullyConnectedDescription connected => new Shape(1, 1, connected.Outputs),
            MaxPoolingDescription pooling => pooling.Window.Over(inputs[0], inputs[0].Channels),
            AveragePoolingDescription { Window: { } window } => window.Over(inputs[0], inputs[0].Channels),
            AveragePoolingDescription => new Shape(1, 1, inputs[0].Channels),
            AddDescription => inputs is [var a, var b] && a == b ? a : throw Problem(network, layer, "adds maps of different shapes"),
            ConcatDescription => inputs.All(map => map.Height == inputs[0].Height && map.Width == inputs[0].Width)
                ? inputs[0] with { Channels = inputs.Sum(map => map.Channels) }
                : throw Problem(network, layer, "concatenates maps of different extents"),
            ScaleShiftDescription => inputs[0],
            FlattenDescription => new Shape(1, 1, inputs[0].Length),
            _ => throw Problem(network, layer, $"has the unknown kind {layer.GetType().Name}"),
        };
        return output is { Height: > 0, Width: > 0, Channels: > 0 }
            ? output
            : throw Problem(network, layer, $"has an empty output: its input is {inputs[0]}");
    }

    private static ArgumentException Problem(NetworkDescription network, LayerDescription layer, string reason) =>
        new($"network '{network.Name}', layer '{layer.Name}': {reason}");
}
