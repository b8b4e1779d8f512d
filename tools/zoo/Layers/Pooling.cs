using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Zoo.Layers;

/// <summary>Max pooling and the mean of a whole map.</summary>
internal static class Pooling
{
    // Other inputs than the samples may give larger means.
    private const double Headroom = 1.2;

    /// <summary>Windows without padding, as far apart as they are large.</summary>
    public static string MaxPool(this NetworkWriter network, string name, string input, int height, int width)
    {
        var map = network[input].Map;
        var window = new Window(height, width, height, width, Padding.None);
        return network.Add(new MaxPooling(name, [input], map with { Shape = window.Over(map.Shape, map.Shape.Channels) }, window));
    }

    /// <summary>The mean per channel, with steps so small that means use their range.</summary>
    public static string Mean(this NetworkWriter network, string name, string input)
    {
        var map = network[input].Map;
        var channels = map.Shape.Channels;
        var (window, output) = (AveragePooling.GlobalWindow(map.Shape), map with { Shape = new Shape(1, 1, channels) });
        var bare = new AveragePooling(name, [input], output with { Type = IntegerType.Int32 }, window, null);
        var largest = network.Try(bare).Values.Max(values => values.Max(Math.Abs));
        var wanted = map.Type.Maximum / (Headroom * Math.Max(1, largest));
        // The nearest power of two below; AtLeast takes the one above.
        var (multiplier, shift) = network.PowerOfTwo ? Steps.AtLeast(wanted / 2, 1) : Steps.AtLeast(wanted, Steps.MultiplierBits);
        var scale = map.Scale * (1L << shift) / ((double)multiplier * window.Cells);
        return network.Add(
            bare with
            {
                Output = output with { Scale = scale },
                Requantisation = new Requantisation(
                    [.. Enumerable.Repeat(multiplier, channels)],
                    [.. Enumerable.Repeat(shift, channels)],
                    map.Type.Minimum,
                    map.Type.Maximum
                ),
            }
        );
    }
}
