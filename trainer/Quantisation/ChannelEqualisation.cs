using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Quantisation;

/// <summary>
/// A factor for each channel of a map, so that all of its channels reach the same largest value and one scale for the map
/// serves them all (cross-layer equalisation: Nagel et al., arXiv:1906.04721). The layer that computes a channel multiplies
/// by its factor, the layers that read it divide by it: the network computes the same real function. Only layers that
/// treat each channel by itself can divide: affine maps and depthwise convolutions. Concatenations and pooling between pass
/// factors on. In a DenseNet, where everything that a block concatenates has one scale, these are all maps but its last.
/// </summary>
public static class ChannelEqualisation
{
    /// <summary>Channels whose values are smaller than the largest of their layer by more than this are as good as dead.</summary>
    private const double LargestRatio = 1024;

    /// <summary>Factors of all parameters, in the layout of the network; 1 where nothing is to be gained.</summary>
    /// <param name="network">Folded and masked.</param>
    /// <param name="input">Real-valued samples, [samples, channels, rows, columns].</param>
    public static Tensor Factors(FoldedNetwork network, Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        using var still = torch.no_grad();
        var factors = torch.ones(network.Layout.Length);
        var free = Free(network.Plan);
        if (free.Count > 0)
        {
            var ranges = Ranges(network, input);
            Multiply(
                LayerParameters.Cut(network.Layout, factors, torch.zeros(0)),
                network.Plan,
                layer => free.Contains(layer.Name) ? Equalising(Reach(network.Plan, layer, ranges)) : null
            );
        }

        return factors.MoveToOuterDisposeScope();
    }

    /// <summary>Layers all of whose readers, through concatenations and pooling, can divide by a factor per channel.</summary>
    private static HashSet<string> Free(NetworkLayout plan)
    {
        var free = new HashSet<string>();
        foreach (var layer in plan.Layers.Reverse())
        {
            var readers = Readers(plan, layer);
            // A ceiling is one number for all channels.
            if (
                Learning.Layers.Rectifier.CeilingOf(layer.Description) is null
                && !readers.IsEmpty
                && readers.All(reader => Divides(reader) || (Passes(reader) && free.Contains(reader.Name)))
            )
            {
                free.Add(layer.Name);
            }
        }

        return free;
    }

    private static ImmutableArray<PlannedLayer> Readers(NetworkLayout plan, PlannedLayer layer) =>
        [.. plan.Layers.Where(reader => reader.Description.Inputs.Contains(layer.Name))];

    private static bool Divides(PlannedLayer layer) =>
        layer.Description switch
        {
            ScaleShiftDescription => true,
            ConvolutionDescription convolution => convolution.Groups == layer.Inputs[0].Channels,
            _ => false,
        };

    private static bool Passes(PlannedLayer layer) => layer.Description is ConcatDescription || IsPooling(layer);

    private static bool IsPooling(PlannedLayer layer) => layer.Description is MaxPoolingDescription or AveragePoolingDescription;

    /// <summary>The largest magnitude of every channel of every layer.</summary>
    private static Dictionary<string, Tensor> Ranges(FoldedNetwork network, Tensor input)
    {
        var ranges = new Dictionary<string, Tensor>();
        var parameters = LayerParameters.Cut(network.Layout, network.Values.detach(), torch.zeros(0));
        FloatNetwork.Forward(
            network.Plan,
            parameters,
            input,
            training: false,
            (name, output) => ranges[name] = output.abs().transpose(0, 1).flatten(1).amax([1L])
        );
        return ranges;
    }

    /// <summary>What the channels of a layer reach where they are read: behind pooling, a mean is smaller than what it is of.</summary>
    private static Tensor Reach(NetworkLayout plan, PlannedLayer layer, Dictionary<string, Tensor> ranges) =>
        Readers(plan, layer)
            .Select(reader => IsPooling(reader) ? Reach(plan, reader, ranges) : ranges[layer.Name])
            .Aggregate(torch.maximum);

    private static Tensor? Equalising(Tensor reach)
    {
        var largest = reach.max().ToDouble();
        return largest > 0 ? 1 / reach.clamp_min(largest / LargestRatio) : null;
    }

    /// <summary>Writes the factors of parameters from those of channels.</summary>
    /// <param name="parameters">Ones, as views into the vector of all.</param>
    /// <param name="equalising">Factors of the channels that a layer computes; null: all 1.</param>
    private static void Multiply(
        IReadOnlyDictionary<string, LayerParameters> parameters,
        NetworkLayout plan,
        Func<PlannedLayer, Tensor?> equalising
    )
    {
        var channels = new Dictionary<string, Tensor> { [Network.InputName] = torch.ones(plan.Input.Channels) };
        foreach (var layer in plan.Layers)
        {
            ImmutableArray<Tensor> inputs = [.. layer.Description.Inputs.Select(name => channels[name])];
            if (parameters.GetValueOrDefault(layer.Name) is not { } own)
            {
                channels[layer.Name] = Passes(layer) ? torch.cat([.. inputs]) : torch.ones(layer.Output.Channels);
                continue;
            }

            if (Divides(layer))
            {
                Scale(own.Weight ?? own.Gain, 1 / inputs[0].repeat_interleave(layer.Output.Channels / inputs[0].shape[0]));
            }

            channels[layer.Name] = equalising(layer) ?? torch.ones(layer.Output.Channels);
            foreach (var values in new[] { own.Weight, own.Bias, own.Gain, own.Offset })
            {
                Scale(values, channels[layer.Name]);
            }
        }
    }

    private static void Scale(Tensor? values, Tensor factors) =>
        values?.mul_(factors.view([-1, .. Enumerable.Repeat(1L, (int)values.dim() - 1)]));
}
