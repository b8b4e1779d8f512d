using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Graph;

namespace Striate.Trainer.Networks;

/// <summary>The networks that options can name.</summary>
public static class NetworkCatalog
{
    /// <summary>Names in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["digits", "lenet", "resnet8", "vgg-small", "densenet40", "dscnn", "motion1d", "short1d", "sound1d", "features"];

    /// <summary>The network that suits a person's own data unless they name one.</summary>
    public static string UsualFor(DataSet data)
    {
        const int LongSignal = 1024;
        const int ShortSignal = 24;
        var shape = data.Input.Shape;
        return data.Kind switch
        {
            DataKind.Signal or DataKind.Sound => shape.Width >= LongSignal ? "sound1d"
            : shape.Width >= ShortSignal ? "motion1d"
            : "short1d",
            DataKind.Features => "features",
            _ => Math.Min(shape.Height, shape.Width) >= 16 ? "resnet8" : "digits",
        };
    }

    /// <summary>The network with a name, or the one that a text file describes.</summary>
    /// <param name="name">A name, or the path of a file ending in <see cref="NetworkText.Extension"/>.</param>
    /// <param name="classes">Logits of the last layer.</param>
    /// <param name="width">Factor of all channel counts, 0.1..8.</param>
    /// <exception cref="StriateException">There is no network of that name, or its file describes none.</exception>
    public static NetworkDescription Find(string name, int classes, double width = 1)
    {
        if (!(width is >= 0.1 and <= 8))
        {
            throw new StriateException(ErrorKind.Usage, FormattableString.Invariant($"width: {width} is outside of 0.1..8"));
        }

        int Channels(int count) => Math.Max(1, (int)Math.Round(count * width));
        return name switch
        {
            "digits" => Digits(classes, Channels),
            "lenet" => Lenet(classes, Channels),
            "resnet8" => Resnet8.Describe(classes, Channels),
            "vgg-small" => VggSmall(classes, Channels),
            "densenet40" => Densenet40.Describe(classes, Channels),
            "dscnn" => DsCnn.Describe(classes, Channels),
            "motion1d" => Motion1d(classes, Channels),
            "short1d" => Short1d(classes, Channels),
            "sound1d" => Sound1d(classes, Channels),
            "features" => Features(classes, Channels),
            _ when name.EndsWith(NetworkText.Extension, StringComparison.Ordinal) => width == 1
                ? NetworkText.Read(name)
                : throw new StriateException(
                    ErrorKind.Usage,
                    $"{name}: a width is for the networks with names; write the channels into the file"
                ),
            _ => throw new StriateException(
                ErrorKind.Usage,
                $"there is no network '{name}'; there are: {string.Join(", ", Names)}, and files ending in {NetworkText.Extension}"
            ),
        };
    }

    /// <summary>
    /// Three 3x3 convolutions for 8x8 images: 12,872 weights, 79,616 dense multiply-accumulates. The third has no padding,
    /// so that no tap of the largest layer is spent on zeros.
    /// </summary>
    private static NetworkDescription Digits(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("digits");
        var map = network.Convolution("conv1", Network.InputName, channels(8));
        map = network.MaxPooling("pool1", map);
        map = network.Convolution("conv2", map, channels(32));
        map = network.Convolution("conv3", map, channels(32), padding: 0);
        network.FullyConnected("logits", map, classes);
        return network.Build();
    }

    /// <summary>LeNet-5 (LeCun et al., 1998) for 28x28 images, with batch normalisation, ReLU and max pooling.</summary>
    private static NetworkDescription Lenet(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("lenet");
        var map = network.Convolution("conv1", Network.InputName, channels(6), kernel: 5);
        map = network.MaxPooling("pool1", map);
        map = network.Convolution("conv2", map, channels(16), kernel: 5, padding: 0);
        map = network.MaxPooling("pool2", map);
        map = network.FullyConnected("hidden1", map, channels(120), relu: true);
        map = network.FullyConnected("hidden2", map, channels(84), relu: true);
        network.FullyConnected("logits", map, classes);
        return network.Build();
    }

    /// <summary>Three stages of two 3x3 convolutions (after Simonyan, Zisserman, arXiv:1409.1556).</summary>
    private static NetworkDescription VggSmall(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("vgg-small");
        var map = Network.InputName;
        for (var stage = 1; stage <= 3; stage++)
        {
            map = network.Convolution($"conv{stage}a", map, channels(16 << stage));
            map = network.Convolution($"conv{stage}b", map, channels(16 << stage));
            map = network.MaxPooling($"pool{stage}", map);
        }

        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }

    /// <summary>Four 1x5 convolutions over windows of inertial signals; their kernels are runs along time.</summary>
    private static NetworkDescription Motion1d(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("motion1d");
        var map = Network.InputName;
        for (var stage = 1; stage <= 4; stage++)
        {
            map = network.Convolution1d($"conv{stage}", map, channels(stage == 1 ? 16 : 32), 5);
            map = stage == 4 ? map : network.MaxPooling1d($"pool{stage}", map, 2);
        }

        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }

    /// <summary>Two 1x3 convolutions over windows of a few steps, down to two.</summary>
    private static NetworkDescription Short1d(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("short1d");
        var map = network.Convolution1d("conv1", Network.InputName, channels(16), 3);
        map = network.Convolution1d("conv2", map, channels(32), 3);
        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }

    /// <summary>
    /// Four convolutions over long windows, such as raw sound; the first go in strides of four steps, so that little is computed at full
    /// rate.
    /// </summary>
    private static NetworkDescription Sound1d(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("sound1d");
        var map = network.Convolution1d("conv1", Network.InputName, channels(16), 9, stride: 4);
        map = network.MaxPooling1d("pool1", map, 4);
        map = network.Convolution1d("conv2", map, channels(32), 9, stride: 2);
        map = network.MaxPooling1d("pool2", map, 2);
        map = network.Convolution1d("conv3", map, channels(32), 5);
        map = network.MaxPooling1d("pool3", map, 2);
        map = network.Convolution1d("conv4", map, channels(48), 5);
        network.FullyConnected("logits", network.GlobalAverage("mean", map), classes);
        return network.Build();
    }

    /// <summary>Three fully connected layers for rows of tables. They have no kernels: nothing of them becomes segments.</summary>
    private static NetworkDescription Features(int classes, Func<int, int> channels)
    {
        var network = new NetworkBuilder("features");
        var map = network.FullyConnected("hidden1", Network.InputName, channels(32), relu: true);
        map = network.FullyConnected("hidden2", map, channels(16), relu: true);
        network.FullyConnected("logits", map, classes);
        return network.Build();
    }
}
