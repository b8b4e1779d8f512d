using System.Collections.Immutable;
using System.Globalization;
using Striate.Model.Graph;
using Striate.Zoo.Layers;

namespace Striate.Zoo.Chains;

/// <summary>A layer of a chain; each reads the one before it.</summary>
/// <param name="Name">Its name.</param>
public abstract record ChainLayer(string Name);

/// <summary>A convolution whose kernels become segments, padded by half of its kernel.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows of a kernel; 1 for signals.</param>
/// <param name="Columns">Columns of a kernel.</param>
/// <param name="Channels">Output channels.</param>
/// <param name="Stride">Steps between two windows along each axis of more than one row or column.</param>
public sealed record ChainConvolution(string Name, int Rows, int Columns, int Channels, int Stride = 1) : ChainLayer(Name);

/// <summary>The largest values of windows beside each other.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows of a window.</param>
/// <param name="Columns">Columns of a window.</param>
public sealed record ChainPooling(string Name, int Rows, int Columns) : ChainLayer(Name);

/// <summary>The mean of each channel.</summary>
/// <param name="Name">Its name.</param>
public sealed record ChainMean(string Name) : ChainLayer(Name);

/// <summary>A fully connected layer: hidden, with a ReLU, or the logits.</summary>
/// <param name="Name">Its name; <c>logits</c> for the last.</param>
/// <param name="Outputs">Its outputs.</param>
/// <param name="IsHidden">Whether it has a ReLU.</param>
public sealed record ChainConnected(string Name, int Outputs, bool IsHidden) : ChainLayer(Name);

/// <summary>A network of layers in a row: as a text that can be trained, and with random weights, for its cost before a training.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Layers">In the order they run; the last gives the logits.</param>
public sealed record ChainNetwork(string Name, ImmutableArray<ChainLayer> Layers)
{
    /// <summary>The text of a <c>.network</c> file.</summary>
    public string Text => string.Concat(Layers.Select(layer => TextOf(layer) + "\n"));

    /// <summary>The network with random weights of 8 bits, segments at 31 % of them.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="streams">Without padding along time: down the rows, or across where there is one row.</param>
    /// <exception cref="Model.Graph.Validation.InvalidNetworkException">The layers do not fit the input.</exception>
    public Network Make(FeatureMap input, bool streams = false)
    {
        var (writer, map) = (new NetworkWriter(new ZooNetwork(Name, 8, PowerOfTwo: false), input), Network.InputName);
        foreach (var layer in Layers)
        {
            map = layer switch
            {
                ChainConvolution convolution => writer.Convolve(
                    convolution.Name,
                    map,
                    convolution.Channels,
                    WindowOf(convolution, streams),
                    alwaysSegments: true
                ),
                ChainPooling pooling => writer.MaxPool(pooling.Name, map, pooling.Rows, pooling.Columns),
                ChainMean mean => writer.Mean(mean.Name, map),
                ChainConnected { IsHidden: true } connected => writer.Connect(connected.Name, map, connected.Outputs),
                ChainConnected connected => writer.Logits(map, connected.Outputs),
                _ => throw new ArgumentException($"there is no layer {layer}"),
            };
        }

        return writer.Network;
    }

    private static Window WindowOf(ChainConvolution layer, bool streams)
    {
        var (down, across) = (streams ? 0 : layer.Rows / 2, streams && layer.Rows == 1 ? 0 : layer.Columns / 2);
        return new Window(
            layer.Rows,
            layer.Columns,
            layer.Rows == 1 ? 1 : layer.Stride,
            layer.Stride,
            new Padding(down, across, down, across)
        );
    }

    private static string TextOf(ChainLayer layer) =>
        layer.Name
        + ": "
        + layer switch
        {
            ChainConvolution convolution => Line($"conv {Extent(convolution.Rows, convolution.Columns)} {convolution.Channels}")
                + (convolution.Stride == 1 ? "" : Line($" stride={convolution.Stride}")),
            ChainPooling pooling => "maxpool " + Extent(pooling.Rows, pooling.Columns),
            ChainMean => "average",
            ChainConnected connected => Line($"fc {connected.Outputs}") + (connected.IsHidden ? " relu" : ""),
            _ => throw new ArgumentException($"there is no layer {layer}"),
        };

    private static string Extent(int rows, int columns) => rows == 1 ? Line($"{columns}") : Line($"{rows}x{columns}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
