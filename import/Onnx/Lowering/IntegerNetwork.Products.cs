using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Reading;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Lowering;

/// <summary>Convolutions and matrix products: their weights, and their biases.</summary>
internal sealed partial class IntegerNetwork
{
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
}
