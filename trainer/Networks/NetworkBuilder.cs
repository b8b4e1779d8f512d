using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Networks;

/// <summary>Writes network descriptions as chains; each method returns the name of the layer it added.</summary>
public sealed class NetworkBuilder(string name)
{
    private readonly ImmutableArray<LayerDescription>.Builder _layers = ImmutableArray.CreateBuilder<LayerDescription>();

    /// <summary>Square kernels, the same padding on all sides (by default the one that keeps the extent at stride 1).</summary>
    public string Convolution(
        string layer,
        string input,
        int channels,
        int kernel = 3,
        int stride = 1,
        int? padding = null,
        bool relu = true
    ) =>
        Add(
            new ConvolutionDescription(
                layer,
                [input],
                channels,
                new Window(kernel, kernel, stride, stride, Padding.All(padding ?? kernel / 2)),
                Relu: relu
            )
        );

    /// <summary>Square windows without padding, as far apart as they are wide.</summary>
    public string MaxPooling(string layer, string input, int side = 2) =>
        Add(new MaxPoolingDescription(layer, [input], new Window(side, side, side, side, Padding.None)));

    /// <summary>Kernels of one row, padded so that the extent stays.</summary>
    public string Convolution1d(string layer, string input, int channels, int kernel, int stride = 1) =>
        Add(
            new ConvolutionDescription(
                layer,
                [input],
                channels,
                new Window(1, kernel, 1, stride, new Padding(0, kernel / 2, 0, kernel / 2))
            )
        );

    /// <summary>Windows of one row without padding, as far apart as they are wide.</summary>
    public string MaxPooling1d(string layer, string input, int width) =>
        Add(new MaxPoolingDescription(layer, [input], new Window(1, width, 1, width, Padding.None)));

    /// <summary>Mean of the whole map.</summary>
    public string GlobalAverage(string layer, string input) => Add(new AveragePoolingDescription(layer, [input]));

    /// <summary>Fully connected layer.</summary>
    public string FullyConnected(string layer, string input, int outputs, bool relu = false) =>
        Add(new FullyConnectedDescription(layer, [input], outputs, relu));

    /// <summary>Any layer.</summary>
    public string Add(LayerDescription layer)
    {
        _layers.Add(layer);
        return layer.Name;
    }

    /// <summary>The description.</summary>
    public NetworkDescription Build() => new(name, _layers.ToImmutable());
}
