using System.Collections.Immutable;
using CsCheck;
using Striate.Fuzzing.Layers;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Segments;
using Striate.Model.Streaming;

namespace Striate.Fuzzing;

/// <summary>
/// Random valid networks over every layer kind: odd extents, steps, asymmetric padding, groups, residuals and
/// concatenations, 2..8 weight bits, 4..8 activation bits, general and power-of-two requantisation, biases up to the ends
/// of int32. A case shrinks to fewer, smaller layers.
/// </summary>
public static class NetworkGenerator
{
    /// <summary>Networks up to a size.</summary>
    public static Gen<Network> Of(GeneratorSize size) =>
        from input in Input(size)
        from layers in Gen.Int[0, size.Layers]
        from body in Grow(new Draft(size, input, []), layers)
        from classes in Gen.Int[1, 10]
        from last in Logits(body, classes)
        from labelled in Gen.Bool
        let network = new Network("random", input, body.Layers.Add(last), [])
        select labelled ? network with { Labels = Labels(last.Output.Shape.Channels) } : network;

    /// <summary>The network of a seed: the same on every machine.</summary>
    public static Network FromSeed(ulong seed, GeneratorSize size) => Of(size).Generate(new PCG(0, seed), null, out _);

    /// <summary>Random inputs of a network, values over the whole range of its input.</summary>
    public static Gen<byte[]> InputOf(Network network) =>
        Gen.Int[network.Input.Type.Minimum, network.Input.Type.Maximum]
            .Array[network.Input.Shape.Length]
            .Select(values => Array.ConvertAll(values, value => (byte)value));

    /// <summary>Random networks that stream exactly, each with a hop.</summary>
    public static Gen<(Network Network, int Hop)> Streamed() =>
        from network in Of(GeneratorSize.Streamed)
        let check = BlockForm.Check(network)
        where check.Obstacle is null
        from hop in Gen.Frequency(
            (3, Gen.Int[1, Math.Min(3, check.WindowSteps / check.Grain)]),
            (1, Gen.Int[1, check.WindowSteps / check.Grain])
        )
        select (network, hop * check.Grain);

    private static Gen<FeatureMap> Input(GeneratorSize size) =>
        from height in size.Streams
            ? Gen.Frequency((2, Gen.Const(1)), (1, Gen.Int[2, size.Side / 2]))
            : Gen.Frequency((1, Gen.Const(1)), (4, Gen.Int[1, size.Side]))
        from width in !size.Streams ? Gen.Int[1, size.Side]
        : height == 1 ? Gen.Int[2, size.Side]
        : Gen.Int[1, 6]
        from channels in Gen.Frequency((2, Gen.Const(1)), (1, Gen.Const(3)), (1, Gen.Int[1, 5]))
        from type in Values.Activation
        from scale in Values.Scale
        select new FeatureMap(new Shape(height, width, channels), type, scale);

    private static Gen<Draft> Grow(Draft draft, int layers) =>
        layers == 0 ? Gen.Const(draft) : from layer in Next(draft) from grown in Grow(draft.With(layer), layers - 1) select grown;

    private static Gen<Layer> Next(Draft draft)
    {
        var shape = draft.Current.Shape;
        var kinds = new List<(int, Gen<Layer>)>
        {
            (6, ConvolutionGenerator.After(draft)),
            (1, FullyConnectedGenerator.After(draft)),
            // Often behind a convolution: the generator computes such layers within it.
            (draft.Layers is [.., Convolution] ? 6 : 1, MaxPoolingGenerator.After(draft)),
            (1, AveragePoolingGenerator.After(draft)),
            (draft.Layers is [.., Convolution] ? 6 : 2, AddGenerator.After(draft)),
            (1, ScaleShiftGenerator.After(draft)),
        };
        if (!draft.Size.Streams && 9 * shape.Length * shape.Channels <= draft.Size.LayerOperations)
        {
            kinds.Add((3, ConvolutionGenerator.LikeItsInput(draft)));
        }

        if (2 * shape.Channels <= draft.Size.Channels)
        {
            kinds.Add((3, ConcatGenerator.After(draft)));
        }

        if (shape.Length <= draft.Size.Channels)
        {
            kinds.Add((1, FlattenGenerator.After(draft)));
        }

        return Gen.Frequency([.. kinds]);
    }

    private static Gen<Layer> Logits(Draft draft, int classes)
    {
        var shape = draft.Current.Shape;
        var kinds = new List<(int, Gen<Layer>)>
        {
            (3, FullyConnectedGenerator.Logits(draft, classes)),
            (1, AveragePoolingGenerator.Logits(draft)),
        };
        if (shape.Height * shape.Width <= SegmentCatalog.MaximumCells)
        {
            kinds.Add((1, ConvolutionGenerator.Logits(draft, classes)));
        }

        return Gen.Frequency([.. kinds]);
    }

    private static ImmutableArray<string> Labels(int count) => [.. Enumerable.Range(0, count).Select(label => $"label {label}")];
}
