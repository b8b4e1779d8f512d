using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// Walks through a quantised model: bytes stay bytes, and what stands between a DequantizeLinear and the next QuantizeLinear
/// becomes a layer.
/// </summary>
internal sealed partial class IntegerNetwork
{
    private readonly LayerBuilder _network;
    private readonly ImmutableDictionary<string, TensorInfo> _tensors;
    private readonly Dictionary<string, Flow> _flows = [];
    private readonly Dictionary<string, RealValue> _reals = [];
    private readonly Dictionary<string, Operands> _weights = [];
    private readonly string _input;

    /// <param name="network">Takes the layers.</param>
    /// <param name="tensors">Shapes of all tensors, and values of the constant ones.</param>
    /// <param name="input">The model's input.</param>
    /// <param name="layout">How it stands in the network's.</param>
    public IntegerNetwork(
        LayerBuilder network,
        ImmutableDictionary<string, TensorInfo> tensors,
        string input,
        (Shape Map, int[] Places) layout
    )
    {
        (_network, _tensors, _input) = (network, tensors, input);
        network.Input = new FeatureMap(layout.Map, IntegerType.Int8, 0);
        _reals[input] = new RawInput(tensors[input].Shape, layout.Places, []);
    }

    /// <summary>Takes over one operator.</summary>
    /// <exception cref="ImportException">It is refused.</exception>
    public void Visit(OnnxNode node)
    {
        var operands = new Operands(node, [.. node.Inputs.Select(name => name.Length > 0 ? _tensors[name] : null)]);
        var output = node.Outputs[0];
        if (node.Outputs.All(one => one.Length == 0 || _tensors[one].Value is not null))
        {
            _weights[output] = operands;
            _network.Drop([node], "folded: its values are constant");
        }
        else if (node.Kind == "DequantizeLinear")
        {
            _reals[output] = new Dequantised(Read(operands), []);
        }
        else if (node.Kind == "QuantizeLinear")
        {
            var (scale, zeroPoint) = ParametersOf(operands, _tensors[output].Type);
            _flows[output] = Quantiser.Quantise(_network, node, RealOf(operands, 0), scale, zeroPoint);
        }
        else if (node.Kind is "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Identity" or "Dropout")
        {
            Move(operands);
        }
        else if (node.Kind == "MaxPool" && _flows.TryGetValue(node.Inputs[0], out var bytes))
        {
            _network.TakePlaces(node, Extents.Length(_tensors[output].Shape));
            _flows[output] = Pooling.Largest(_network, operands, Canonical(operands, bytes));
        }
        else
        {
            _network.TakePlaces(node, Extents.Length(_tensors[output].Shape));
            _reals[output] = Real(operands);
        }
    }

    /// <summary>The bytes of the network's output; sums where nothing quantises it.</summary>
    public Flow Output(string name) =>
        _flows.TryGetValue(name, out var flow)
            ? flow
            : _reals.GetValueOrDefault(name) switch
            {
                Dequantised { Function: null } bytes => bytes.Flow,
                Sums sums => Quantiser.Accumulators(_network, sums),
                { Nodes: [.., var last] } => throw Quantiser.NotQuantised(last, "its output, which is the network's,"),
                _ => throw new ImportException(
                    new ImportProblem(
                        Problems.Ends,
                        "file",
                        "no operator computes its output from its input",
                        "export a network that computes something"
                    )
                ),
            };

    private Flow Read(Operands operands)
    {
        var (node, (scale, zeroPoint)) = (operands.Node, ParametersOf(operands, operands.Type(0)));
        if (_reals.GetValueOrDefault(node.Inputs[0]) is RawInput input)
        {
            // Bytes have no scale of their own: what reads them says which.
            _network.ReadsIntegers = true;
            return Quantiser.Quantise(_network, node, input, scale, zeroPoint);
        }

        var flow = _flows.TryGetValue(node.Inputs[0], out var known)
            ? known
            : throw Problems.At(
                node,
                Problems.Type,
                "it reads no tensor of int8 or uint8 that a QuantizeLinear made",
                "quantise the source network to int8 or uint8"
            );
        if (flow.Map.Scale != scale || flow.Map.ZeroPoint != zeroPoint)
        {
            throw operands.Unsupported(
                $"it reads bytes of scale {flow.Map.Scale:R} and zero point {flow.Map.ZeroPoint} at scale {scale:R} and {zeroPoint}"
            );
        }

        _network.Drop([node], "dropped: its bytes are read as they are", flow);
        return flow;
    }

    /// <summary>Scale and zero point of a tensor, the latter as of int8.</summary>
    private static (double Scale, int ZeroPoint) ParametersOf(Operands operands, ElementType type)
    {
        if (type is not (ElementType.Int8 or ElementType.UInt8))
        {
            throw Problems.At(
                operands.Node,
                Problems.Type,
                $"activations of {type.ToString().ToLowerInvariant()}; int8 and uint8 are taken over",
                "quantise the source network to int8 or uint8"
            );
        }

        var value = operands.Value(1);
        var zero = operands.Has(2) && operands.Value(2) is { Length: 1 } zeroPoint ? zeroPoint.Real(0) : 0;
        return value.Length == 1 && value.Real(0) > 0 && double.IsFinite(value.Real(0))
            ? (value.Real(0), (int)zero - (type == ElementType.UInt8 ? 128 : 0))
            : throw Problems.At(
                operands.Node,
                Problems.Type,
                $"{value.Length} scales, the first {value.Real(0)}; one above 0 is needed",
                "quantise activations per tensor"
            );
    }

    private RealValue RealOf(Operands operands, int operand) =>
        operands.Has(operand) && _reals.TryGetValue(operands.Node.Inputs[operand], out var real)
            ? real
            : throw Problems.At(
                operands.Node,
                Problems.Hybrid,
                $"operand {operand} is not computed from bytes",
                "quantise the source network's activations and weights (static quantisation)"
            );

    /// <summary>Numbers that stand for bytes as they are.</summary>
    private Dequantised BytesOf(Operands operands, int operand) =>
        RealOf(operands, operand) switch
        {
            Dequantised bytes => bytes,
            RawInput => throw Problems.At(
                operands.Node,
                Problems.Float,
                "it computes with float32, and float models have to be quantised before",
                "quantise the source network to int8 (onnxruntime.quantization.quantize_static)"
            ),
            _ => throw Quantiser.NotQuantised(operands.Node, $"operand {operand}"),
        };

    /// <summary>Bytes without a function behind them, in the order of their map.</summary>
    private Flow PlainOf(Operands operands, int operand)
    {
        var bytes = BytesOf(operands, operand) is { Function: null } plain
            ? plain
            : throw Quantiser.NotQuantised(operands.Node, $"operand {operand}");
        _network.Drop(bytes.Nodes, "dropped: the same integers, in the same places", bytes.Flow);
        return Canonical(operands, bytes.Flow);
    }

    /// <summary>The tensor as a map of height, width and channels.</summary>
    private Flow Canonical(Operands operands, Flow flow)
    {
        if (Layouts.MapOf(flow.Sides) is not { } map || !flow.Places.AsSpan().SequenceEqual(Layouts.PlacesOf(flow.Sides, map)))
        {
            throw operands.Unsupported(
                $"it reads {Extents.Text(flow.Sides)} in an order that is not batch, channels, height, width of what computes it"
            );
        }

        return flow.Map.Shape == map
            ? flow
            : flow with
            {
                Layer = _network.AddHelper(
                    new Model.Graph.Layers.Flatten(_network.NameOf(operands.Node, "r"), [flow.Layer], flow.Map with { Shape = map })
                ),
                Map = flow.Map with { Shape = map },
            };
    }

    private void Move(Operands operands)
    {
        var (node, sides) = (operands.Node, _tensors[operands.Node.Outputs[0]].Shape);
        var order = node.Kind == "Transpose" ? TransposeOperator.OrderOf(operands) : default;
        _network.TakePlaces(node, order.IsDefault ? 0 : Extents.Length(sides));
        Flow Moved(Flow flow) => order.IsDefault ? flow.Reshaped(sides) : flow.Turned(sides, order);
        if (_flows.TryGetValue(node.Inputs[0], out var bytes))
        {
            _flows[node.Outputs[0]] = Moved(bytes);
            _network.Drop([node], "dropped: the same integers, in the same places", bytes);
            return;
        }

        _reals[node.Outputs[0]] = RealOf(operands, 0) switch
        {
            RawInput raw => raw with
            {
                Sides = sides,
                Places = order.IsDefault ? raw.Places : Layouts.Turned(raw.Places, raw.Sides, sides, order),
                Nodes = raw.Nodes.Add(node),
            },
            Dequantised real => real with { Flow = Moved(real.Flow), Nodes = real.Nodes.Add(node) },
            Sums sums when order.IsDefault && Layouts.MapOf(sides) is { Height: 1, Width: 1 } map && map == sums.Map => sums with
            {
                Sides = sides,
                Nodes = sums.Nodes.Add(node),
            },
            _ => throw Quantiser.NotQuantised(node, "what it reads"),
        };
    }

    /// <summary>An operator on real numbers.</summary>
    private RealValue Real(Operands operands) =>
        operands.Node.Kind switch
        {
            "Conv" => Convolution(operands),
            "MatMul" or "Gemm" => Product(operands),
            "ConvInteger" or "MatMulInteger" => IntegerProduct(operands),
            "Cast" => Numbers(operands),
            "Add" or "Sub" or "Mul" or "Div" => Arithmetic(operands),
            "BatchNormalization" => Normalised(operands),
            "MaxPool" => Maximum(operands),
            "AveragePool" or "GlobalAveragePool" or "ReduceMean" => Pooling.Averages(
                _network,
                operands,
                PlainOf(operands, 0),
                _tensors[operands.Node.Outputs[0]].Shape
            ),
            "GlobalMaxPool" => new Dequantised(Pooling.Largest(_network, operands, PlainOf(operands, 0)), []),
            "Concat" => Concat(operands),
            "Clip" => Clipped(operands),
            "Relu" => RealOf(operands, 0).With(operands.Node, value => Math.Max(0, value)),
            "PRelu" => Sloped(operands),
            var kind when ElementFunctionOperator.IsKind(kind) => BytesOf(operands, 0)
                .With(operands.Node, ElementFunctionOperator.FunctionOf(operands)),
            "Softmax" or "LogSoftmax" => throw Problems.At(
                operands.Node,
                Problems.Softmax,
                "it stands inside the network",
                "a softmax can only be the last operator"
            ),
            "Pad" => throw Problems.At(
                operands.Node,
                Problems.Operator,
                "other than zeros around rows and columns that Conv alone reads, fewer than its kernel reaches",
                "pad with zeros right before convolutions, or give the amounts to the operators that read them"
            ),
            _ => throw Problems.At(
                operands.Node,
                Problems.Operator,
                "this operator is not taken over",
                "docs/import-operators.md lists what is; rebuild the source network from those"
            ),
        };

    private RealValue Clipped(Operands operands)
    {
        var (minimum, maximum) = ClipOperator.LimitsOf(operands);
        return RealOf(operands, 0).With(operands.Node, value => Math.Min(Math.Max(value, minimum), maximum));
    }

    private RealValue Sloped(Operands operands)
    {
        if (operands.Value(1).Length != 1)
        {
            throw operands.Unsupported($"{operands.Value(1).Length} slopes; 1 is possible");
        }

        var slope = operands.Scalar(1);
        return BytesOf(operands, 0).With(operands.Node, value => value < 0 ? slope * value : value);
    }

    /// <summary>Integers as the real numbers that they are.</summary>
    private RealValue Numbers(Operands operands)
    {
        var (node, real) = (operands.Node, RealOf(operands, 0));
        return _tensors[node.Outputs[0]].Type == ElementType.Float32 && real is Sums { Function: null } or RawInput { Function: null }
            ? real with
            {
                Nodes = real.Nodes.Add(node),
            }
            : throw operands.Unsupported("a change of type other than of sums of integers, or of the network's input, to float32");
    }

    private RealValue Maximum(Operands operands)
    {
        // The largest number is that of the largest byte, if a function behind the bytes never descends.
        var bytes = BytesOf(operands, 0);
        var numbers = Enumerable.Range(sbyte.MinValue, 256).Select(bytes.Real).ToArray();
        return numbers.Zip(numbers.Skip(1)).All(pair => pair.First <= pair.Second)
            ? bytes with
            {
                Flow = Pooling.Largest(_network, operands, Canonical(operands, bytes.Flow)),
            }
            : throw Quantiser.NotQuantised(operands.Node, "what it reads");
    }

    private Joined Concat(Operands operands)
    {
        ImmutableArray<Dequantised> parts =
        [
            .. operands
                .Node.Inputs.Select((_, operand) => BytesOf(operands, operand))
                .Select(part => part with { Flow = Canonical(operands, part.Flow) }),
        ];
        return new Joined(parts, ChannelsOf(operands), [operands.Node, .. parts.SelectMany(part => part.Nodes)]);
    }

    private ImmutableArray<int> ChannelsOf(Operands operands)
    {
        var sides = _tensors[operands.Node.Outputs[0]].Shape;
        return ConcatOperator.AxisOf(operands) == (sides.Length < 2 ? 0 : 1)
            ? sides
            : throw operands.Unsupported("it joins along a dimension other than channels");
    }
}
