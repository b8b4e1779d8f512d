using Striate.DataSets;
using Striate.Model.Graph;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>Samples as tensors, made once: the network's input integers and the classes.</summary>
/// <param name="Images">
/// [samples, channels, rows, columns], bytes: unsigned, or signed where the input is; 16 bits, less its zero point, where it has one.
/// </param>
/// <param name="Classes">[samples], int64.</param>
public sealed record SampleTensors(Tensor Images, Tensor Classes) : IDisposable
{
    /// <summary>Number of samples.</summary>
    public long Count => Classes.shape[0];

    /// <summary>Copies samples into tensors.</summary>
    public static SampleTensors From(Samples samples, FeatureMap input)
    {
        using var scope = torch.NewDisposeScope();
        var bytes =
            input.ZeroPoint != 0
                ? torch.tensor(
                    Array.ConvertAll(samples.Values, value => (short)((input.Type.Signed ? (sbyte)value : value) - input.ZeroPoint))
                )
            : input.Type.Signed ? torch.tensor(Array.ConvertAll(samples.Values, value => (sbyte)value))
            : torch.tensor(samples.Values);
        var images = bytes
            .view(samples.Count, input.Shape.Height, input.Shape.Width, input.Shape.Channels)
            .permute(0, 3, 1, 2)
            .contiguous();
        var classes = torch.tensor(Array.ConvertAll(samples.Classes, label => (long)label));
        return new SampleTensors(images.MoveToOuterDisposeScope(), classes.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Classes.Dispose();
    }
}
