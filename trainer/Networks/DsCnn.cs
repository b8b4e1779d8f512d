using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>
/// The keyword spotting network of MLPerf Tiny (after Zhang et al., arXiv:1711.07128): a 10x4 convolution of stride 2 over
/// 49 x 10 cepstral coefficients, then four pairs of depthwise 3x3 and pointwise convolutions of 64 channels.
/// </summary>
internal static class DsCnn
{
    private const int Pairs = 4;

    public static NetworkDescription Describe(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("dscnn");
        var width = channels(64);
        var map = network.Add(
            new ConvolutionDescription("stem", [Network.InputName], width, new Window(10, 4, 2, 2, new Padding(4, 1, 5, 1)))
        );
        for (var pair = 1; pair <= Pairs; pair++)
        {
            map = network.Add(
                new ConvolutionDescription($"depthwise{pair}", [map], width, new Window(3, 3, 1, 1, Padding.All(1)), Groups: width)
            );
            map = network.Convolution($"pointwise{pair}", map, width, kernel: 1);
        }

        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }
}
