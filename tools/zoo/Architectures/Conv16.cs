using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Architectures;

/// <summary>
/// One convolution of 16 to 16 channels, 3x3 segments, over 16x16 pixels. The logits are its first pixel, so that nothing
/// else costs anything; the trace of a verification compares the whole map.
/// </summary>
internal static class Conv16
{
    public static void Write(NetworkWriter network)
    {
        var map = network.Convolve("conv", Network.InputName, 16, new Window(3, 3, 1, 1, Padding.All(1)), alwaysSegments: true);
        network.Add(
            new AveragePooling(
                "logits",
                [map],
                new FeatureMap(new Shape(1, 1, 16), IntegerType.Int32, network[map].Map.Scale),
                new Window(1, 1, 16, 16, Padding.None),
                null
            )
        );
    }
}
