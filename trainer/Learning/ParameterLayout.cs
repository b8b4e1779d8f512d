using System.Collections.Immutable;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Learning;

/// <summary>What a parameter is to its layer.</summary>
public enum ParameterRole
{
    /// <summary>[outputs, inputs per group, rows, columns] of a convolution, [outputs, inputs] of a fully connected layer.</summary>
    Weight,

    /// <summary>[outputs].</summary>
    Bias,

    /// <summary>[channels], factor of a batch normalisation or an affine map.</summary>
    Gain,

    /// <summary>[channels], offset of a batch normalisation or an affine map.</summary>
    Offset,
}

/// <summary>A parameter and where it lies in the vector of all parameters.</summary>
public sealed record ParameterSlot(string Layer, ParameterRole Role, ImmutableArray<long> Shape, long Start)
{
    /// <summary>Number of values.</summary>
    public long Length => Shape.Aggregate(1L, (product, extent) => product * extent);
}

/// <summary>
/// All parameters of a network in one vector: an optimiser step, a mask or a checkpoint is one tensor operation. Kernels
/// that can become segments come first, then the other weights, then biases, gains and offsets; layer order within each.
/// </summary>
/// <param name="Slots">In vector order.</param>
/// <param name="Kernels">Values at the front that belong to kernels of more than one cell.</param>
/// <param name="Weights">Values at the front that are weights of any kind: weight decay acts on them.</param>
/// <param name="Statistics">Batch-normalised layers and their channels: running means, then running variances, of each.</param>
public sealed record ParameterLayout(
    ImmutableArray<ParameterSlot> Slots,
    long Kernels,
    long Weights,
    ImmutableArray<(string Layer, long Channels)> Statistics
)
{
    /// <summary>Number of values in all.</summary>
    public long Length => Slots[^1].Start + Slots[^1].Length;

    /// <summary>The layout of a network's parameters.</summary>
    public static ParameterLayout Of(NetworkLayout plan)
    {
        var slots = ImmutableArray.CreateBuilder<ParameterSlot>();
        var next = 0L;
        AppendWeights(withKernels: true);
        var kernels = next;
        AppendWeights(withKernels: false);
        var weights = next;
        foreach (var layer in plan.Layers)
        {
            foreach (var role in VectorsOf(layer.Description))
            {
                Append(layer.Name, role, [layer.Output.Channels]);
            }
        }

        return new ParameterLayout(
            slots.ToImmutable(),
            kernels,
            weights,
            [.. plan.Layers.Where(layer => IsNormalised(layer.Description)).Select(layer => (layer.Name, (long)layer.Output.Channels))]
        );

        void AppendWeights(bool withKernels)
        {
            foreach (var layer in plan.Layers.Where(layer => layer.HasKernels == withKernels))
            {
                if (WeightShape(layer) is { } shape)
                {
                    Append(layer.Name, ParameterRole.Weight, shape);
                }
            }
        }

        void Append(string layer, ParameterRole role, ImmutableArray<long> shape)
        {
            var slot = new ParameterSlot(layer, role, shape, next);
            slots.Add(slot);
            next += slot.Length;
        }
    }

    private static ImmutableArray<long>? WeightShape(PlannedLayer layer) =>
        layer.Description switch
        {
            ConvolutionDescription convolution =>
            [
                convolution.OutputChannels,
                layer.Inputs[0].Channels / convolution.Groups,
                convolution.Window.KernelHeight,
                convolution.Window.KernelWidth,
            ],
            FullyConnectedDescription connected => [connected.Outputs, layer.Inputs[0].Length],
            _ => null,
        };

    private static ImmutableArray<ParameterRole> VectorsOf(LayerDescription layer) =>
        layer switch
        {
            ConvolutionDescription { BatchNormalisation: true } or ScaleShiftDescription => [ParameterRole.Gain, ParameterRole.Offset],
            ConvolutionDescription or FullyConnectedDescription => [ParameterRole.Bias],
            _ => [],
        };

    private static bool IsNormalised(LayerDescription layer) =>
        layer is ConvolutionDescription { BatchNormalisation: true } or ScaleShiftDescription { BatchNormalisation: true };
}
