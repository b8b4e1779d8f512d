using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

/// <summary>
/// The integer reference: the definition of the arithmetic that generated code, emulator and device equal bit for bit.
/// Written to be read, one file per layer kind; it shares no code with planning or emission.
/// </summary>
public static class ReferenceExecutor
{
    /// <summary>Runs a valid network on one input.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">One byte per value (two's complement when the input is signed), height, width, channel.</param>
    /// <exception cref="StriateException">The input has another length, or a value outside the input's range.</exception>
    public static ReferenceResult Run(Network network, ReadOnlySpan<byte> input)
    {
        var outputs = RunLayers(network, input);
        return new ReferenceResult(
            outputs,
            [.. network.Layers.Zip(outputs, (layer, output) => ReferenceResult.Crc(output, layer.Output.Type))]
        );
    }

    /// <summary>The class that a valid network finds: the smallest index of the largest logit.</summary>
    /// <inheritdoc cref="Run"/>
    public static int Classify(Network network, ReadOnlySpan<byte> input) => ReferenceResult.ArgMax(RunLayers(network, input)[^1]);

    /// <summary>Runs one layer.</summary>
    /// <param name="layer">Any kind; without requantisation its accumulators come out.</param>
    /// <param name="inputs">The integers of the maps that it reads, in the order of its inputs, each in height, width, channel
    /// order.</param>
    /// <param name="maps">What those maps are.</param>
    public static int[] RunLayer(Layer layer, int[][] inputs, FeatureMap[] maps) =>
        layer.Match<int[]>(
            convolution => ReferenceConvolution.Run(convolution, inputs[0], maps[0].Shape, maps[0].ZeroPoint),
            fullyConnected => ReferenceFullyConnected.Run(fullyConnected, inputs[0], maps[0].ZeroPoint),
            maxPooling => ReferenceMaxPooling.Run(maxPooling, inputs[0], maps[0].Shape),
            averagePooling => ReferenceAveragePooling.Run(averagePooling, inputs[0], maps[0].Shape, maps[0].ZeroPoint),
            add => ReferenceAdd.Run(add, inputs[0], inputs[1], maps[0].Type.Minimum, maps[1].Type.Minimum),
            multiply => ReferenceMultiply.Run(multiply, inputs[0], inputs[1], maps[0].ZeroPoint, maps[1].ZeroPoint),
            concat => ReferenceConcat.Run(concat, inputs, [.. maps.Select(map => map.Shape)]),
            scaleShift => ReferenceScaleShift.Run(scaleShift, inputs[0]),
            flatten => [.. inputs[0]],
            constant => [.. constant.Values],
            lookUp => [.. inputs[0].Select(value => lookUp.Table[value - maps[0].Type.Minimum])],
            softmax => ReferenceSoftmax.Run(softmax, inputs[0]),
            history => ReferenceHistory.Run(history, ReferenceHistory.Empty(history), inputs[0]).Output
        );

    private static ImmutableArray<int[]> RunLayers(Network network, ReadOnlySpan<byte> input)
    {
        var maps = new Dictionary<string, int[]>(StringComparer.Ordinal) { [Network.InputName] = ReadInput(network, input) };
        var outputs = ImmutableArray.CreateBuilder<int[]>(network.Layers.Length);
        foreach (var layer in network.Layers)
        {
            var output = RunLayer(layer, [.. layer.Inputs.Select(name => maps[name])], [.. network.InputsOf(layer)]);
            maps[layer.Name] = output;
            outputs.Add(output);
        }

        return outputs.MoveToImmutable();
    }

    internal static int[] ReadInput(Network network, ReadOnlySpan<byte> input)
    {
        var (shape, type) = (network.Input.Shape, network.Input.Type);
        if (input.Length != shape.Length)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"network '{network.Name}' reads {shape.Length} bytes ({shape}); the input has {input.Length}"
            );
        }

        var values = new int[input.Length];
        for (var index = 0; index < input.Length; index++)
        {
            values[index] = type.Signed ? (sbyte)input[index] : input[index];
            if (values[index] < type.Minimum || values[index] > type.Maximum)
            {
                throw new StriateException(
                    ErrorKind.Usage,
                    $"network '{network.Name}' reads {type.Minimum}..{type.Maximum}; input value {index} is {values[index]}"
                );
            }
        }

        return values;
    }
}
