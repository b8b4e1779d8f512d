using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>Four 1x5 convolutions over windows of 128 samples of six inertial signals; their kernels are runs along time.</summary>
internal static class Motion1d
{
    public static void Write(NetworkWriter network)
    {
        var map = Network.InputName;
        for (var stage = 1; stage <= 4; stage++)
        {
            map = network.Convolve($"conv{stage}", map, stage == 1 ? 16 : 32, new Window(1, 5, 1, 1, new Padding(0, 2, 0, 2)));
            map = stage == 4 ? map : network.MaxPool($"pool{stage}", map, 1, 2);
        }

        network.Logits(network.Mean("mean", map), 6);
    }
}
