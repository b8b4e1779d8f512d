using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Zoo.Architectures;

namespace Striate.Zoo;

/// <summary>
/// A network of the literature with random, realistic weights, for measuring generated code without training: weights
/// of a normal distribution quantised per output channel, nonzero biases, requantisation that uses the range of the
/// activations, and segments at 31 % of the weights in every convolution with kernels of more than one cell but the first.
/// </summary>
/// <param name="Architecture">One of <see cref="Architectures"/>.</param>
/// <param name="WeightBits">2..8.</param>
/// <param name="PowerOfTwo">True: every m is 1. False: m of up to 8 bits.</param>
public sealed record ZooNetwork(string Architecture, int WeightBits, bool PowerOfTwo)
{
    private static readonly ImmutableArray<(string Name, Action<NetworkWriter> Write, Shape Input, bool Signed)> s_architectures =
    [
        ("conv16", Conv16.Write, new Shape(16, 16, 16), false),
        ("resnet8", Resnet8.Write, new Shape(32, 32, 3), false),
        ("dscnn", DsCnn.Write, new Shape(49, 10, 1), true),
        ("lenet", Lenet.Write, new Shape(28, 28, 1), false),
        ("motion1d", Motion1d.Write, new Shape(1, 128, 6), true),
        ("denseblock", DenseBlock.Write, new Shape(16, 16, 3), false),
    ];

    /// <summary>What there is, in the order in which tables list it.</summary>
    public static ImmutableArray<string> Architectures { get; } = [.. s_architectures.Select(architecture => architecture.Name)];

    /// <summary>Every architecture with weights of 8 and of 4 bits, with m = 1 and with any m.</summary>
    public static ImmutableArray<ZooNetwork> All { get; } =
    [
        .. from architecture in Architectures
        from bits in (int[])[8, 4]
        from powerOfTwo in (bool[])[true, false]
        select new ZooNetwork(architecture, bits, powerOfTwo),
    ];

    /// <summary>Such as <c>resnet8-int8-m1</c> or, with any m, <c>resnet8-int8</c>.</summary>
    public string Name => FormattableString.Invariant($"{Architecture}-int{WeightBits}{(PowerOfTwo ? "-m1" : "")}");

    /// <summary>The networks that a name stands for: one by its full name, all forms by that of their architecture.</summary>
    public static ImmutableArray<ZooNetwork> Find(string name) =>
        [.. All.Where(network => network.Name == name || network.Architecture == name)];

    /// <summary>Makes the network: the same bytes each time, on every machine. The larger ones take seconds.</summary>
    /// <exception cref="KeyNotFoundException">There is no such architecture.</exception>
    public Network Make()
    {
        var found = s_architectures.FirstOrDefault(architecture => architecture.Name == Architecture);
        if (found.Write is null)
        {
            throw new KeyNotFoundException($"there is no architecture '{Architecture}'; there are: {string.Join(", ", Architectures)}");
        }

        var input = new FeatureMap(found.Input, found.Signed ? IntegerType.Int8 : IntegerType.UInt8, 1.0 / 128);
        var writer = new NetworkWriter(this, input);
        found.Write(writer);
        return writer.Network;
    }
}
