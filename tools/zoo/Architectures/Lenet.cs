using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>
/// LeNet-5 (LeCun et al., 1998) for 28x28 pixels, with ReLU and max pooling. A segment of a 5x5 kernel has at most 5 of
/// its 25 cells, so the second convolution keeps a fifth.
/// </summary>
internal static class Lenet
{
    public static void Write(NetworkWriter network)
    {
        var map = network.MaxPool("pool1", network.Square("conv1", Network.InputName, 6, side: 5), 2, 2);
        map = network.MaxPool("pool2", network.Convolve("conv2", map, 16, new Window(5, 5, 1, 1, Padding.None)), 2, 2);
        network.Logits(network.Connect("hidden2", network.Connect("hidden1", map, 120), 84), 10);
    }
}
