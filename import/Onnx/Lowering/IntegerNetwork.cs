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
internal sealed class IntegerNetwork
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

    private Sums Convolution(Operands operands)
    {
        var (source, weights) = (PlainOf(operands, 0), WeightsOf(operands, 1, axis: 0));
        var (bias, offsets) = BiasOf(operands, 2, source, weights, weights.Sides[0], 1);
        return SumsOf.Convolution(_network, operands, source, weights, bias, offsets);
    }

    private Sums Product(Operands operands)
    {
        var (source, isGemm) = (BytesOf(operands, 0), operands.Node.Kind == "Gemm");
        var (isTurned, matrix) = (isGemm && operands.Flag("transB"), operands.Shape(1));
        var alpha = isGemm ? operands.Float("alpha", 1) : 1;
        if (source.Function is not null || matrix.Length != 2 || (isGemm && operands.Flag("transA")) || !(alpha > 0))
        {
            throw operands.Unsupported(
                $"a product with {Extents.Text(matrix)}, transposed on the left, times an alpha of 0 or less, or of what is not quantised"
            );
        }

        var weights = WeightsOf(operands, 1, isTurned ? 0 : 1);
        weights = (isTurned ? weights.Turned() : weights).Times(alpha);
        var (bias, offsets) = BiasOf(
            operands,
            isGemm ? 2 : int.MaxValue,
            source.Flow,
            weights,
            weights.Sides[1],
            isGemm ? operands.Float("beta", 1) : 1
        );
        var sums = SumsOf.FullyConnected(_network, operands, source.Flow, _tensors[operands.Node.Outputs[0]].Shape, weights, bias, offsets);
        _network.Drop(source.Nodes, "dropped: the same integers, the weights follow their places", source.Flow);
        return sums;
    }

    private Sums IntegerProduct(Operands operands)
    {
        var (node, zeroPoint) = (operands.Node, SumsOfIntegers.ZeroPointOf(operands));
        if (!_flows.TryGetValue(node.Inputs[0], out var source))
        {
            // Bytes that the network reads: what they stand for is in what multiplies the sums.
            source = _reals.GetValueOrDefault(node.Inputs[0]) is RawInput input
                ? Quantiser.InputOf(_network, node, input, 1, zeroPoint)
                : throw Problems.At(
                    node,
                    Problems.Type,
                    "it reads no tensor of int8 or uint8 that a QuantizeLinear made",
                    "quantise the source network to int8 or uint8 (static quantisation)"
                );
            _network.ReadsIntegers = true;
        }

        if (source.Map.ZeroPoint != zeroPoint)
        {
            throw operands.Unsupported($"it reads bytes of zero point {source.Map.ZeroPoint} with {zeroPoint}, both as of int8");
        }

        return SumsOfIntegers.Of(
            _network,
            operands,
            node.Kind == "ConvInteger" ? Canonical(operands, source) : source,
            _tensors[node.Outputs[0]].Shape
        );
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

    private Weights WeightsOf(Operands operands, int operand, int axis)
    {
        if (
            !_weights.TryGetValue(operands.Node.Inputs[operand], out var from)
            || OriginOf(from) is not { } origin
            || origin.Type(0) is not (ElementType.Int8 or ElementType.UInt8)
        )
        {
            throw Problems.At(
                operands.Node,
                Problems.Hybrid,
                "its weights are no constant bytes behind a DequantizeLinear",
                "quantise weights too, to int8 or uint8 (onnxruntime.quantization.quantize_static)"
            );
        }

        if (origin != from)
        {
            return MovedWeights(operands, origin, operands.Value(operand), axis);
        }

        var (bytes, scales) = (from.Value(0), from.Value(1));
        return scales.Length == 1 || from.Axis(from.Int("axis", 1), bytes.Shape.Length) == axis
            ? Weights.Of(operands, bytes, scales, from.Has(2) ? from.Value(2) : null, axis)
            : throw operands.Unsupported($"{scales.Length} scales of its weights that do not belong to output channels");
    }

    /// <summary>The DequantizeLinear that constant weights come from, through operators that only move them.</summary>
    private Operands? OriginOf(Operands from) =>
        from.Node.Kind switch
        {
            "DequantizeLinear" => from,
            "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "Identity" => _weights.TryGetValue(
                from.Node.Inputs[0],
                out var before
            )
                ? OriginOf(before)
                : null,
            _ => null,
        };

    // With one scale the bytes follow from the numbers, wherever they were moved to.
    private static Weights MovedWeights(Operands operands, Operands origin, Tensor moved, int axis)
    {
        var (scale, zero) = (origin.Value(1), origin.Has(2) ? origin.Value(2).Real(0) : 0);
        if (scale.Length != 1)
        {
            throw operands.Unsupported("its weights have a scale per channel and are reshaped after that");
        }

        var bytes = Tensor.Of(
            origin.Type(0),
            moved.Shape,
            Array.ConvertAll(moved.ToReals(), value => (long)(Math.Round(value / scale.Real(0)) + zero))
        );
        return Weights.Of(operands, bytes, scale, origin.Has(2) ? origin.Value(2) : null, axis);
    }

    /// <summary>Integers where the bias has the product of the scales; else real numbers.</summary>
    private (ImmutableArray<int>? Bias, ImmutableArray<double> Offsets) BiasOf(
        Operands operands,
        int operand,
        Flow source,
        Weights weights,
        int channels,
        double factor
    )
    {
        ImmutableArray<double> none = [.. new double[channels]];
        if (!operands.Has(operand) || factor == 0)
        {
            return (null, none);
        }

        var value = operands.Value(operand);
        if (
            _weights.TryGetValue(operands.Node.Inputs[operand], out var from)
            && from.Node.Kind == "DequantizeLinear"
            && from.Type(0) == ElementType.Int32
            && factor == 1
            && value.Length == channels
        )
        {
            var (integers, scales) = (from.Value(0), from.Value(1));
            var isProduct =
                (from.Has(2) ? from.Value(2).ToIntegers() : []).All(zero => zero == 0)
                && Enumerable
                    .Range(0, channels)
                    .All(channel =>
                        Math.Abs((scales.Real(scales.Length == 1 ? 0 : channel) / (source.Map.Scale * weights.ScaleOf(channel))) - 1) < 1e-5
                    );
            if (isProduct)
            {
                return ([.. integers.ToIntegers().Select(integer => (int)integer)], none);
            }
        }

        return value.Length == 1 || value.Length == channels
            ? (null, [.. none.Select((_, channel) => factor * value.Real(value.Length == 1 ? 0 : channel))])
            : throw operands.Unsupported($"a bias {Extents.Text(value.Shape)} for {channels} channels");
    }

    private RealValue Arithmetic(Operands operands)
    {
        var (node, isFirst) = (operands.Node, operands.Of(0).Value is not null);
        if (!isFirst && operands.Of(1).Value is null)
        {
            return PairOf(operands);
        }

        var (constant, real) = (operands.Value(isFirst ? 0 : 1), RealOf(operands, isFirst ? 1 : 0));
        RequireUnrepeated(operands, isFirst ? 1 : 0);
        if (constant.Length == 1 && real is Dequantised && ArithmeticOperator.FunctionOf(node.Kind) is var function)
        {
            var one = constant.Real(0);
            return real.With(node, isFirst ? value => function(one, value) : value => function(value, one));
        }

        if (real is RawInput input)
        {
            return Scaled(operands, input, constant, isFirst);
        }

        if (!constant.IsReal && node.Kind is "Mul" or "Div")
        {
            throw operands.Unsupported("integers that it multiplies or divides before they are real numbers");
        }

        // y = x * factor + offset, channel by channel.
        double Factor(double value) =>
            node.Kind switch
            {
                "Mul" => value,
                "Div" => 1 / value,
                "Sub" when isFirst => -1,
                _ => 1,
            };
        double Offset(double value) =>
            node.Kind switch
            {
                "Add" => value,
                "Sub" => isFirst ? value : -value,
                _ => 0,
            };
        if (node.Kind == "Div" && isFirst)
        {
            throw operands.Unsupported("a constant divided by a map");
        }

        return Affine(operands, real, PerChannelOf(operands, constant, Factor), PerChannelOf(operands, constant, Offset));
    }

    /// <summary>Requires that an operand is not repeated: the other one may be.</summary>
    private void RequireUnrepeated(Operands operands, int operand)
    {
        var (sides, result) = (operands.Shape(operand), _tensors[operands.Node.Outputs[0]].Shape);
        if (!sides.SequenceEqual(result))
        {
            throw operands.Unsupported(
                $"{Extents.Text(sides)} becomes {Extents.Text(result)}; a constant, or a gate of 1x1xchannels, is repeated, a map is not"
            );
        }
    }

    /// <summary>The network's input times a number: real numbers only, for the products of integers wrap.</summary>
    private static RawInput Scaled(Operands operands, RawInput input, Tensor constant, bool isFirst)
    {
        var node = operands.Node;
        if (!constant.IsReal)
        {
            throw Problems.At(
                node,
                Problems.Type,
                "it computes with the network's input, which are integers, before they are numbers",
                "export the network with a float32 input, or begin it with a DequantizeLinear"
            );
        }

        var factor = (node.Kind, isFirst) switch
        {
            ("Mul", _) => constant.Length == 1 ? constant.Real(0) : 0,
            ("Div", false) => constant.Length == 1 ? 1 / constant.Real(0) : 0,
            _ => 0,
        };
        return factor > 0 && double.IsNormal(input.Factor * factor)
            ? input with
            {
                Factor = input.Factor * factor,
                Nodes = input.Nodes.Add(node),
            }
            : throw Problems.At(
                node,
                Problems.Inexact,
                node.Kind is "Add" or "Sub"
                    ? "it adds to the network's input before that is quantised, and padding would be another number"
                    : "it changes the network's input before that is quantised by something other than one positive number",
                "let the network begin with what is quantised, and prepare the input as this operator does"
            );
    }

    private RealValue Normalised(Operands operands)
    {
        var (factors, offsets) = BatchNormalizationOperator.Affine(operands);
        return Affine(operands, RealOf(operands, 0), [.. factors], [.. offsets]);
    }

    private RealValue Affine(Operands operands, RealValue real, ImmutableArray<double> factors, ImmutableArray<double> offsets) =>
        real switch
        {
            Sums { Function: null } sums when factors.Length == sums.Factors.Length && factors.All(factor => factor > 0) => sums with
            {
                Factors = [.. sums.Factors.Zip(factors, (one, other) => one * other)],
                Offsets = [.. sums.Offsets.Select((one, channel) => (one * factors[channel]) + offsets[channel])],
                Nodes = sums.Nodes.Add(operands.Node),
            },
            Dequantised { Function: null } bytes when factors.Length == Canonical(operands, bytes.Flow).Map.Shape.Channels =>
                new PerChannel(Canonical(operands, bytes.Flow), factors, offsets, bytes.Nodes.Add(operands.Node)),
            RawInput => throw Problems.At(
                operands.Node,
                Problems.Inexact,
                "it adds to the network's input before that is quantised, and padding would be another number",
                "let the network begin with what is quantised, and prepare the input as this operator does"
            ),
            _ => throw Quantiser.NotQuantised(operands.Node, "what it reads"),
        };

    /// <summary>One number per channel out of a constant that is repeated to the tensor.</summary>
    private ImmutableArray<double> PerChannelOf(Operands operands, Tensor constant, Func<double, double> function)
    {
        var sides = _tensors[operands.Node.Outputs[0]].Shape;
        var channels = Layouts.MapOf(sides)?.Channels ?? 0;
        var place = sides.Length < 2 ? sides.Length - 1 : 1;
        _network.Take(operands.Node, channels);
        var isPerChannel =
            constant.Length == 1
            || (
                constant.Length == channels
                && constant.Shape.Length >= sides.Length - place
                && constant.Shape[^(sides.Length - place)] == channels
            );
        return isPerChannel
            ? [.. Enumerable.Range(0, channels).Select(channel => function(constant.Real(constant.Length == 1 ? 0 : channel)))]
            : throw operands.Unsupported(
                $"a constant {Extents.Text(constant.Shape)} with {Extents.Text(sides)}; one number, or one per channel, is supported"
            );
    }

    private RealValue PairOf(Operands operands)
    {
        var (a, b, kind) = (BytesOf(operands, 0), BytesOf(operands, 1), operands.Node.Kind);
        if (kind == "Div")
        {
            throw operands.Unsupported("a map divided by a map");
        }

        if (
            a.Flow.Layer == b.Flow.Layer
            && a.Flow.Sides.SequenceEqual(b.Flow.Sides)
            && a.Flow.Places.AsSpan().SequenceEqual(b.Flow.Places)
            && ArithmeticOperator.FunctionOf(kind) is var function
        )
        {
            // Both are functions of the same bytes, such as x * sigmoid(x).
            var nodes = a.Nodes.Concat(b.Nodes).Distinct().Append(operands.Node);
            return new Dequantised(a.Flow, [.. nodes]) { Function = value => function(a.Apply(value), b.Apply(value)) };
        }

        (a, b) = kind == "Mul" && a.Flow.Places.Length < b.Flow.Places.Length ? (b, a) : (a, b);
        ImmutableArray<int> gate = a.Flow.Sides.Length < 3 ? [] : [1, a.Flow.Sides[1], .. Enumerable.Repeat(1, a.Flow.Sides.Length - 2)];
        var isGate = kind == "Mul" && gate.SequenceEqual(b.Flow.Sides) && Layouts.IsInOrder(b.Flow.Places);
        if (
            isGate
                ? Canonical(operands, a.Flow).Layer != a.Flow.Layer
                : !a.Flow.Sides.SequenceEqual(b.Flow.Sides)
                    || a.Flow.Map.Shape != b.Flow.Map.Shape
                    || !a.Flow.Places.AsSpan().SequenceEqual(b.Flow.Places)
        )
        {
            throw operands.Unsupported(
                $"{Extents.Text(a.Flow.Sides)} and {Extents.Text(b.Flow.Sides)}; two maps of one shape and order, or a map times a gate of 1x1xchannels, are supported"
            );
        }

        return new Pair(a, b, kind, [operands.Node, .. a.Nodes, .. b.Nodes]);
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
