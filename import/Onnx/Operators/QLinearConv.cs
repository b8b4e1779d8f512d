using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>QLinearConv: x, its scale and zero point, weights and theirs, the output's scale and zero point, int32 bias.</summary>
internal sealed class QLinearConvOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["QLinearConv"];

    public override string Supported => "int8 and uint8, weights per tensor or per output channel";

    public override string Becomes => "convolution";

    public override ImmutableArray<string> Attributes => [.. Windows.Attributes, "group"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.RequireBytes(operands, 0, 3, 7);
        Quantisation.RequireParameters(operands, 1, 2);
        var shape = Convolutions.Shape(operands, operands.Shape(0), operands.Shape(3));
        Quantisation.RequireParameters(operands, 4, 5, shape[1]);
        Quantisation.RequireParameters(operands, 6, 7);
        return !operands.Has(8) || (operands.Type(8) == ElementType.Int32 && operands.Shape(8) is [var length] && length == shape[1])
            ? Operands.One(operands.Type(7), shape)
            : throw operands.Wrong($"its bias {Extents.Text(operands.Shape(8))} is not an int32 for each of {shape[1]} channels");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var bias = operands.Has(8) ? operands.Value(8).ToReals() : null;
        var sums = Convolutions.Sums(operands, operands.Value(0), operands.Value(3), bias, operands.Scalar(2), operands.Value(5).ToReals());
        var (scales, from, to, zero) = (operands.Value(4), operands.Scalar(1), operands.Scalar(6), (long)operands.Scalar(7));
        var (channels, positions) = (outputs[0].Shape[1], (int)Extents.Length(outputs[0].Shape[2..]));
        for (var index = 0; index < sums.Length; index++)
        {
            // The runtime multiplies in float32.
            var scale = (float)from * (float)scales.Real(scales.Length == 1 ? 0 : index / positions % channels);
            sums[index] = (float)sums[index] * (double)(scale / (float)to);
        }

        return [Quantisation.Quantise(sums, outputs[0], _ => 1, _ => zero)];
    }
}
