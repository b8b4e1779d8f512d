using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>
/// One block of DenseNet-40 (Huang et al., arXiv:1608.06993) over 16x16 pixels: twelve 3x3 convolutions of growth 12 that
/// each read everything before them.
/// </summary>
internal static class DenseBlock
{
    private const int Growth = 12;

    public static void Write(NetworkWriter network)
    {
        var map = network.Square("stem", Network.InputName, 16, relu: false);
        for (var layer = 1; layer <= 12; layer++)
        {
            var grown = network.Square($"conv{layer}", network.Normalise($"norm{layer}", map), Growth, relu: false);
            map = network.Join($"all{layer}", map, grown);
        }

        network.Logits(network.Mean("mean", network.Normalise("last", map)), 10);
    }
}
