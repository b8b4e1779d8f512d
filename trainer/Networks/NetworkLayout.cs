using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Segments;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>A network description with all extents known.</summary>
public sealed record NetworkLayout(string Name, Shape Input, ImmutableArray<PlannedLayer> Layers)
{
    /// <summary>Computes every extent and checks that the layers fit together.</summary>
    /// <exception cref="StriateException">A layer reads what is not there, or extents do not fit.</exception>
    public static NetworkLayout From(NetworkDescription network, Shape input)
    {
        var shapes = new Dictionary<string, Shape> { [Network.InputName] = input };
        var layers = ImmutableArray.CreateBuilder<PlannedLayer>(network.Layers.Length);
        foreach (var layer in network.Layers)
        {
            ImmutableArray<Shape> inputs =
            [
                .. layer.Inputs.Select(name =>
                    shapes.TryGetValue(name, out var shape)
                        ? shape
                        : throw network.Refusal($"reads '{name}', which is not an earlier layer", layer)
                ),
            ];
            var planned = new PlannedLayer(layer, inputs, OutputOf(network, layer, inputs));
            if (!shapes.TryAdd(layer.Name, planned.Output))
            {
                throw network.Refusal("has a name that another layer has", layer);
            }

            layers.Add(planned);
        }

        var plan = new NetworkLayout(network.Name, input, layers.DrainToImmutable());
        var weights = plan.Layers.Sum(layer => layer.DenseWeights);
        return weights <= NetworkLimits.MaximumWeights
            ? plan
            : throw network.Refusal($"has {weights:N0} weights, more than {NetworkLimits.MaximumWeights:N0}");
    }

    private static Shape OutputOf(NetworkDescription network, LayerDescription layer, ImmutableArray<Shape> inputs)
    {
        if (inputs is [{ Height: > 1 } map, ..] && network.Source?.Signals.Contains(layer.Name) == true)
        {
            var window = layer switch
            {
                ConvolutionDescription convolution => convolution.Window,
                MaxPoolingDescription pooling => pooling.Window,
                _ => ((AveragePoolingDescription)layer).Window!,
            };
            throw network.Refusal(
                $"an extent of one number is for signals, which have one row; its input is {map}: write {window.KernelWidth}x{window.KernelWidth}, or 1x{window.KernelWidth}",
                layer
            );
        }

        if (Problem(layer, inputs) is { } problem)
        {
            throw network.Refusal(problem, layer);
        }

        var output = layer switch
        {
            ConvolutionDescription convolution => convolution.Window.Over(inputs[0], convolution.OutputChannels),
            FullyConnectedDescription connected => new Shape(1, 1, connected.Outputs),
            MaxPoolingDescription pooling => pooling.Window.Over(inputs[0], inputs[0].Channels),
            AveragePoolingDescription { Window: { } window } => window.Over(inputs[0], inputs[0].Channels),
            AveragePoolingDescription => new Shape(1, 1, inputs[0].Channels),
            ConcatDescription => inputs[0] with { Channels = inputs.Sum(map => map.Channels) },
            FlattenDescription => new Shape(1, 1, inputs[0].Length),
            _ => inputs[0],
        };
        return (long)output.Height * output.Width * output.Channels is > 0 and <= NetworkLimits.MaximumMapValues
            ? output
            : throw network.Refusal($"its output of {output} has more than {NetworkLimits.MaximumMapValues:N0} values", layer);
    }

    /// <summary>Why a layer cannot read these maps, and what it could; null: it can.</summary>
    private static string? Problem(LayerDescription layer, ImmutableArray<Shape> inputs) =>
        layer switch
        {
            AddDescription => inputs is [var a, var b] && a == b ? null : $"adds {Listed(inputs)}; two maps of one shape are needed",
            ConcatDescription => inputs.All(map => (map.Height, map.Width) == (inputs[0].Height, inputs[0].Width))
                ? null
                : $"concatenates {Listed(inputs)}; maps of equal rows and columns are needed",
            _ when inputs.Length != 1 => $"reads {Listed(inputs)}; one map is needed",
            ConvolutionDescription { Window.Cells: > SegmentCatalog.MaximumCells and var cells } =>
                $"has kernels of {cells:N0} cells, more than {SegmentCatalog.MaximumCells}",
            ConvolutionDescription { Groups: var groups, OutputChannels: var outputs }
                when groups < 1 || inputs[0].Channels % groups != 0 || outputs % groups != 0 =>
                $"{groups} groups do not divide the {inputs[0].Channels} channels of its input {inputs[0]} and its own {outputs}",
            ConvolutionDescription { Window: var window } => WindowFit.Problem(window, inputs[0], hasWeights: true),
            MaxPoolingDescription { Window: var window } => WindowFit.Problem(window, inputs[0], hasWeights: false),
            AveragePoolingDescription { Window: { } window } => WindowFit.Problem(window, inputs[0], hasWeights: false),
            _ => null,
        };

    private static string Listed(ImmutableArray<Shape> inputs) => string.Join(" and ", inputs);
}
