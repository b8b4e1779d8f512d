using System.Collections.Immutable;
using System.Globalization;
using Striate.Import.Onnx.Lowering;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Calibration;

/// <summary>
/// A model in real numbers as a quantised one: weights of 8 bits or fewer with a scale per output channel, and QuantizeLinear and
/// DequantizeLinear behind every tensor that a layer has to write, with the range that samples show.
/// </summary>
internal sealed class Calibrated
{
    private const int Steps = 255;

    private readonly OnnxModel _model;
    private readonly ImmutableDictionary<string, TensorInfo> _tensors;
    private readonly ILookup<string, OnnxNode> _readers;
    private readonly ImmutableDictionary<string, Tensor>.Builder _constants;
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, string> _names = [];
    private int _last;

    private readonly RangeObservation _seen;
    private readonly CalibrationOptions _options;
    private readonly ImmutableDictionary<string, int> _bits;

    private Calibrated(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        IReadOnlyList<Tensor> samples,
        ImportOptions choices
    )
    {
        var options = choices.Quantisation;
        (_model, _tensors, _constants, _options) = (model, tensors, model.Constants.ToBuilder(), options);
        _readers = model
            .Nodes.SelectMany(node => node.Inputs.Distinct().Select(name => (name, node)))
            .ToLookup(pair => pair.name, pair => pair.node);
        var points = model.Nodes.SelectMany(node => node.Outputs.Take(1)).Where(IsPoint).Append(model.Inputs[0].Name).ToHashSet();
        _seen = RangeObservation.Of(model, tensors, points, samples, choices.Progress, choices.Cancellation);
        WeightBits.Weighted[] layers =
        [
            .. model
                .Nodes.Select(node => WeightsOf(node) is { } weights ? new WeightBits.Weighted(node, weights.Values, weights.Axis) : null)
                .OfType<WeightBits.Weighted>(),
        ];
        _bits = WeightBits.Of(model, tensors, layers, samples, options, choices.Progress, choices.Cancellation);
        if (options.WeightBytes is not null)
        {
            Notes.Add(
                "bits of weights: "
                    + string.Join(", ", layers.Select(layer => $"{layer.Node.Kind} {layer.Node.Index} {_bits[layer.Node.Outputs[0]]}"))
            );
        }
    }

    /// <summary>Notes for people: what samples did not show.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The quantised model.</summary>
    /// <param name="model">In real numbers, normalisations folded.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="samples">Inputs that are like those to come.</param>
    /// <param name="options">How ranges and weights are chosen, and who listens.</param>
    /// <param name="input">Real numbers of the input's -128 and 127; null: samples show them.</param>
    public static (OnnxModel Model, IReadOnlyList<string> Notes) Of(
        OnnxModel model,
        ImmutableDictionary<string, TensorInfo> tensors,
        IReadOnlyList<Tensor> samples,
        ImportOptions options,
        (double Minimum, double Maximum)? input
    )
    {
        var calibrated = new Calibrated(model, tensors, samples, options);

        // The input is what the user gives: nothing of it is cut off.
        var name = model.Inputs[0].Name;
        calibrated.Quantise(name, input ?? RangeChoice.Of(calibrated._seen.Numbers[name], CalibrationRanges.MinimumMaximum));
        foreach (var node in model.Nodes)
        {
            calibrated.Add(node);
        }

        ImmutableArray<OnnxValue> outputs =
        [
            .. model.Outputs.Select(output => output with { Name = calibrated._names.GetValueOrDefault(output.Name, output.Name) }),
        ];
        return (
            model with
            {
                Nodes = [.. calibrated._nodes],
                Constants = calibrated._constants.ToImmutable(),
                Outputs = outputs,
            },
            calibrated.Notes
        );
    }

    private void Add(OnnxNode node)
    {
        if (node.Outputs.All(output => output.Length == 0 || _tensors[output].Value is not null))
        {
            _nodes.Add(node);
            return;
        }

        ImmutableArray<string> inputs = [.. node.Inputs.Select(name => _names.GetValueOrDefault(name, name))];
        if (WeightsOf(node) is var (weights, axis))
        {
            var (name, rounded) = Weights(node, weights, axis);
            inputs = inputs.SetItem(1, name);
            inputs = _options.CorrectsBias && BiasOf(node, weights, rounded, axis) is { } bias ? [inputs[0], inputs[1], bias] : inputs;
        }

        _nodes.Add(node with { Inputs = inputs });
        if (_seen.Numbers.TryGetValue(node.Outputs[0], out var numbers))
        {
            Quantise(node.Outputs[0], RangeChoice.Of(numbers, _options.Ranges));
        }
    }

    /// <summary>The bias without what rounded weights add to the mean of the output; null: it stays.</summary>
    private string? BiasOf(OnnxNode node, Tensor weights, double[] rounded, int axis)
    {
        var before = node.Inputs.Length > 2 && node.Inputs[2].Length > 0 ? _tensors[node.Inputs[2]] : null;
        var channels = weights.Shape[axis];
        if (
            node.Kind == "MatMul"
            || !_seen.Means.TryGetValue(node.Inputs[0], out var means)
            || (before is not null && before.Value?.Length != channels)
            || node.Attributes.GetValueOrDefault("alpha")?.Float is not (null or 1)
            || node.Attributes.GetValueOrDefault("beta")?.Float is not (null or 1)
            || node.Attributes.GetValueOrDefault("transA")?.Int is not (null or 0)
        )
        {
            return null;
        }

        var shifts = BiasCorrection.Of(weights, rounded, axis, (int)(node.Attributes.GetValueOrDefault("group")?.Int ?? 1), means);
        var name = NewName();
        _constants[name] = Tensor.Of(
            ElementType.Float32,
            [channels],
            [.. shifts.Select((shift, channel) => (before?.Value!.Real(channel) ?? 0) - shift)]
        );
        return name;
    }

    /// <summary>Constant weights, and the dimension that is the output channel; null: the operator has none.</summary>
    private (Tensor Values, int Axis)? WeightsOf(OnnxNode node) =>
        node.Inputs.Length > 1
        && !node.Outputs.All(output => output.Length == 0 || _tensors[output].Value is not null)
        && _tensors.GetValueOrDefault(node.Inputs[1])?.Value is { } weights
        && AxisOf(node, weights) is { } axis
            ? (weights, axis)
            : null;

    /// <summary>
    /// The dimension of constant weights that is the output channel; null: what a layer of integers cannot have as weights.
    /// </summary>
    private static int? AxisOf(OnnxNode node, Tensor weights) =>
        (node.Kind, weights.Shape.Length) switch
        {
            ("MatMul", 2) => 1,
            ("Gemm", 2) => node.Attributes.GetValueOrDefault("transB")?.Int == 1 ? 0 : 1,
            ("Conv", > 2) => 0,
            _ => null,
        };

    /// <summary>Whether a tensor becomes bytes: a layer writes it, and what reads it does not belong to that layer.</summary>
    private bool IsPoint(string name)
    {
        if (name.Length == 0 || _tensors[name] is not { Value: null } info || !info.Type.IsReal())
        {
            return false;
        }

        var writer = _model.Nodes.First(node => node.Outputs.Contains(name));
        return writer.Kind switch
        {
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Identity" or "Dropout" or "MaxPool" or "GlobalMaxPool" =>
                false,
            "Softmax" or "LogSoftmax" or "ArgMax" => false,
            _ => _readers[name].ToArray() is not [var reader] || !IsFollower(writer, reader),
        };
    }

    private bool IsFollower(OnnxNode writer, OnnxNode reader)
    {
        var isFunction = ElementFunctionOperator.IsKind(writer.Kind) || writer.Kind is "Clip" or "PRelu";
        return reader.Kind switch
        {
            "Relu" or "Clip" => !isFunction,
            // A sum with constants belongs to the products before it.
            "Add" => writer.Kind is "Conv" or "MatMul" or "Gemm" && reader.Inputs.Any(input => _tensors[input].Value is not null),
            // x * f(x) is a function of x.
            "Mul" => isFunction && reader.Inputs.Contains(writer.Inputs[0]),
            _ => false,
        };
    }

    private void Quantise(string name, (double Minimum, double Maximum) range)
    {
        var (minimum, maximum) = range;
        var scale = (maximum - minimum) / Steps;
        if (!(scale > 1e-30) || !double.IsFinite(scale))
        {
            Notes.Add(
                $"tensor '{OnnxReader.Clean(name)}' is {(double.IsFinite(scale) ? "0 in all samples" : "no number in some sample")}: its scale is a guess"
            );
            (scale, minimum) = (1.0 / Steps, 0);
        }

        var (bytes, real, step, zero) = (NewName(), NewName(), NewName(), NewName());
        _constants[step] = Tensor.Of(ElementType.Float32, [], [scale]);
        _constants[zero] = Tensor.Of(
            ElementType.Int8,
            [],
            [(long)Math.Clamp(Math.Round(sbyte.MinValue - (minimum / scale)), sbyte.MinValue, sbyte.MaxValue)]
        );
        _nodes.Add(Synthetic("QuantizeLinear", [name, step, zero], bytes));
        _nodes.Add(Synthetic("DequantizeLinear", [bytes, step, zero], real));
        _names[name] = real;
    }

    /// <summary>Integers with a scale per output channel, and the real numbers that they stand for.</summary>
    private (string Name, double[] Rounded) Weights(OnnxNode node, Tensor weights, int axis)
    {
        var rounded = RoundedWeights.Of(node, weights, axis, _bits[node.Outputs[0]]);
        var (bytes, step, real) = (NewName(), NewName(), NewName());
        _constants[step] = Tensor.Of(ElementType.Float32, [rounded.Scales.Length], rounded.Scales);
        _constants[bytes] = Tensor.Of(ElementType.Int8, weights.Shape, rounded.Integers);
        _nodes.Add(
            Synthetic("DequantizeLinear", [bytes, step], real) with
            {
                Attributes = ImmutableDictionary<string, AttributeMessage>.Empty.Add("axis", new AttributeMessage(axis)),
            }
        );
        return (real, rounded.Reals());
    }

    private static OnnxNode Synthetic(string kind, ImmutableArray<string> inputs, string output) =>
        new(Desugaring.NoIndex, "", kind, OnnxReader.NewestOpset, inputs, [output], ImmutableDictionary<string, AttributeMessage>.Empty);

    private string NewName()
    {
        string name;
        do
        {
            name = string.Create(CultureInfo.InvariantCulture, $"calibrated{++_last}");
        } while (_tensors.ContainsKey(name));
        return name;
    }
}
