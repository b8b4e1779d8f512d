using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>
/// One weight for all cells of a segment, as in RotateConv's variant with two parameters (ICPR 2018,
/// 10.1109/icpr.2018.8545623): the mean of the latent weights of its cells.
/// </summary>
internal sealed class SharedWeights : IDisposable
{
    private readonly Tensor _slice;
    private readonly Tensor _onSegment;
    private readonly Tensor _length;

    /// <param name="mask">Shapes of the kernels.</param>
    /// <param name="layout">Of the parameters; kernels stand at their front.</param>
    public SharedWeights(SegmentMask mask, ParameterLayout layout)
    {
        var slice = new long[layout.Kernels];
        var next = 0L;
        foreach (var (layer, shapes) in mask.Layers.Zip(mask.Shapes))
        {
            var area = layer.Length / shapes.Length;
            for (var cell = 0; cell < layer.Length; cell++)
            {
                slice[layer.Start + cell] = next + (cell / area);
            }

            next += shapes.Length;
        }

        using var scope = torch.NewDisposeScope();
        _slice = torch.tensor(slice).DetachFromDisposeScope();
        _onSegment = mask.Factors(layout, 0).narrow(0, 0, layout.Kernels).clone().DetachFromDisposeScope();
        _length = torch.zeros(next).index_add(0, _slice, _onSegment, 1).clamp_min(1).DetachFromDisposeScope();
    }

    /// <summary>The parameters with shared weights mixed in; gradients pass to all cells of a segment alike.</summary>
    /// <param name="values">All parameters, with those off the segments faded.</param>
    /// <param name="own">Part of the own weights that remains to the cells of a segment, 0..1.</param>
    public Tensor Apply(Tensor values, double own)
    {
        var kernels = values.narrow(0, 0, _slice.shape[0]);
        var mean = torch.zeros_like(_length).index_add(0, _slice, kernels * _onSegment, 1) / _length;
        // In this form cells that own nothing have their mean to the last bit.
        var part = _onSegment * (1 - own);
        var shared = (kernels * (1 - part)) + (mean.index_select(0, _slice) * part);
        return torch.cat([shared, values.narrow(0, kernels.shape[0], values.shape[0] - kernels.shape[0])]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slice.Dispose();
        _onSegment.Dispose();
        _length.Dispose();
    }
}
