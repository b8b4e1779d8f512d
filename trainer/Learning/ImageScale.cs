using Striate.Model.Graph;
using Striate.Trainer.Networks;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>Smaller images for the early epochs of a training.</summary>
internal static class ImageScale
{
    private const string Remedy = "leave out --initial-resolution, or begin with a larger size";

    /// <summary>Means over areas; maps of one row stay of one row.</summary>
    /// <param name="images">[samples, channels, rows, columns], single precision.</param>
    /// <param name="scale">Rows and columns of the result, as a part of those of the images.</param>
    public static Tensor Apply(Tensor images, double scale) =>
        scale == 1
            ? images
            : torch.nn.functional.adaptive_avg_pool2d(images, [Extent(images.shape[2], scale), Extent(images.shape[3], scale)]);

    /// <summary>The network over each smaller size of images, from a first one on.</summary>
    /// <exception cref="StriateException">A layer has no output at a size, or as many weights as the size asks for.</exception>
    public static IEnumerable<NetworkLayout> Plans(NetworkDescription network, NetworkLayout plan, double firstScale)
    {
        foreach (var scale in Schedule.Scales.Where(scale => scale >= firstScale && scale < 1))
        {
            var small = Plan(
                network,
                new Shape((int)Extent(plan.Input.Height, scale), (int)Extent(plan.Input.Width, scale), plan.Input.Channels)
            );
            if (
                small.Layers.Zip(plan.Layers).FirstOrDefault(pair => pair.First.DenseWeights != pair.Second.DenseWeights).First is { } layer
            )
            {
                throw new StriateException(
                    ErrorKind.Usage,
                    $"network '{network.Name}', layer '{layer.Name}': its weights depend on the size of the images; {Remedy}"
                );
            }

            yield return small;
        }
    }

    private static NetworkLayout Plan(NetworkDescription network, Shape input)
    {
        try
        {
            return NetworkLayout.From(network, input);
        }
        catch (StriateException problem)
        {
            throw new StriateException(ErrorKind.Usage, $"{problem.Message}, as small images are {input}; {Remedy}", problem);
        }
    }

    private static long Extent(long own, double scale) => Math.Max(1, (long)Math.Round(own * scale));
}
