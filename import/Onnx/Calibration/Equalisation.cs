using System.Collections.Immutable;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// Channels between two layers with weights, one of which alone reads the other through nothing or a ReLU: each is divided in the first and
/// multiplied in the second, so that its weights reach as far in both (cross-layer equalisation: Nagel et al., arXiv:1906.04721). The model
/// computes the same real function; one scale serves all channels between better.
/// </summary>
internal static class Equalisation
{
    private const int Rounds = 10;

    // A channel that is as good as dead stays so.
    private const double LargestFactor = 1024;

    /// <param name="model">In real numbers, normalisations folded.</param>
    /// <param name="constants">Values of all constant tensors.</param>
    /// <returns>The model with other constants.</returns>
    public static OnnxModel Of(OnnxModel model, IReadOnlyDictionary<string, Tensor> constants)
    {
        var readers = model
            .Nodes.SelectMany(node => node.Inputs.Distinct().Select(name => (name, node)))
            .ToLookup(pair => pair.name, pair => pair.node);
        ImmutableArray<Pair> pairs = [.. model.Nodes.Select(node => PairOf(node, model, readers, constants)).OfType<Pair>()];
        var changed = new Dictionary<string, Tensor>();
        Tensor ValueOf(string name) => changed.GetValueOrDefault(name) ?? constants[name];
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var pair in pairs)
            {
                Equalise(pair, ValueOf, changed);
            }
        }

        return model with
        {
            Constants = model.Constants.SetItems(changed),
        };
    }

    private static void Equalise(Pair pair, Func<string, Tensor> valueOf, Dictionary<string, Tensor> changed)
    {
        var (first, second) = (valueOf(pair.First.Inputs[1]), valueOf(pair.Second.Inputs[1]));
        var (own, other) = (Largest(first, 0), Largest(second, pair.InputAxis));
        var factors = own.Zip(other, (a, b) => a > 0 && b > 0 ? Math.Clamp(Math.Sqrt(a / b), 1 / LargestFactor, LargestFactor) : 1)
            .ToArray();
        changed[pair.First.Inputs[1]] = Scaled(first, 0, factors, isDivided: true);
        changed[pair.Second.Inputs[1]] = Scaled(second, pair.InputAxis, factors, isDivided: false);
        if (pair.First.Inputs.Length > 2 && pair.First.Inputs[2].Length > 0)
        {
            changed[pair.First.Inputs[2]] = Scaled(valueOf(pair.First.Inputs[2]), 0, factors, isDivided: true);
        }
    }

    private static Pair? PairOf(
        OnnxNode first,
        OnnxModel model,
        ILookup<string, OnnxNode> readers,
        IReadOnlyDictionary<string, Tensor> constants
    )
    {
        if (
            first.Kind != "Conv"
            || !IsOwn(first, readers, constants)
            || NextOf(first.Outputs[0], model, readers) is not { Kind: "Conv" } second
            || !IsOwn(second, readers, constants)
            || second.Inputs[0] == first.Inputs[0]
        )
        {
            return null;
        }

        var (channels, weights, groups) = (
            constants[first.Inputs[1]].Shape[0],
            constants[second.Inputs[1]].Shape,
            second.Attributes.GetValueOrDefault("group")?.Int ?? 1
        );
        return groups == 1 && weights[1] == channels ? new Pair(first, second, 1)
            : groups == channels && weights[0] == channels && weights[1] == 1 ? new Pair(first, second, 0)
            : null;
    }

    /// <summary>Whether a layer's constants are no other layer's.</summary>
    private static bool IsOwn(OnnxNode node, ILookup<string, OnnxNode> readers, IReadOnlyDictionary<string, Tensor> constants)
    {
        var channels = constants.TryGetValue(node.Inputs[1], out var weights) && weights.IsReal ? weights.Shape[0] : 0;
        return channels > 0
            && node.Inputs.Skip(1).Where(name => name.Length > 0).All(name => readers[name].Count() == 1 && constants.ContainsKey(name))
            && (node.Inputs.Length < 3 || node.Inputs[2].Length == 0 || constants[node.Inputs[2]].Length == channels);
    }

    /// <summary>The only reader of a tensor, behind a ReLU; null: there are others, or it is the model's output.</summary>
    private static OnnxNode? NextOf(string name, OnnxModel model, ILookup<string, OnnxNode> readers)
    {
        while (
            !model.Outputs.Any(output => output.Name == name)
            && readers[name].ToArray() is [var reader]
            && reader.Inputs[0] == name
            && !reader.Inputs.Skip(1).Contains(name)
        )
        {
            if (reader.Kind != "Relu")
            {
                return reader;
            }

            name = reader.Outputs[0];
        }

        return null;
    }

    private static double[] Largest(Tensor weights, int axis)
    {
        var largest = new double[weights.Shape[axis]];
        var inner = (int)Extents.Length(weights.Shape[(axis + 1)..]);
        for (var index = 0; index < weights.Length; index++)
        {
            ref var most = ref largest[index / inner % largest.Length];
            most = Math.Max(most, Math.Abs(weights.Real(index)));
        }

        return largest;
    }

    private static Tensor Scaled(Tensor values, int axis, double[] factors, bool isDivided)
    {
        var inner = (int)Extents.Length(values.Shape[(axis + 1)..]);
        var scaled = values.ToReals();
        for (var index = 0; index < scaled.Length; index++)
        {
            var factor = factors[index / inner % factors.Length];
            scaled[index] = isDivided ? scaled[index] / factor : scaled[index] * factor;
        }

        return Tensor.Of(ElementType.Float64, values.Shape, scaled);
    }

    /// <summary>Two layers, the second of which reads the first.</summary>
    /// <param name="First">Its weights have the channels as dimension 0.</param>
    /// <param name="Second">The reader.</param>
    /// <param name="InputAxis">The dimension of the reader's weights that is the channel that it reads.</param>
    private sealed record Pair(OnnxNode First, OnnxNode Second, int InputAxis);
}
