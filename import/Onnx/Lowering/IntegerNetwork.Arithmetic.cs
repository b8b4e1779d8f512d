using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Sums, products and normalisations of values, one by one: with a constant, or of two maps.</summary>
internal sealed partial class IntegerNetwork
{
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
}
