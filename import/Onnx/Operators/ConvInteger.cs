using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>ConvInteger: sums of products of bytes less their zero points, int32.</summary>
internal sealed class ConvIntegerOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["ConvInteger"];

    public override string Supported => "int8 and uint8, zero points per tensor or per output channel";

    public override string Becomes => "convolution; weights less their zero points int8";

    public override ImmutableArray<string> Attributes => [.. Windows.Attributes, "group"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        Quantisation.RequireBytes(operands, 0, 1);
        var shape = Convolutions.Shape(operands, operands.Shape(0), operands.Shape(1));
        Quantisation.RequireZeroPoints(operands, 2, 0);
        Quantisation.RequireZeroPoints(operands, 3, 1, shape[1]);
        return Operands.One(ElementType.Int32, shape);
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var sums = Convolutions.Sums(
            operands,
            operands.Value(0),
            operands.Value(1),
            null,
            operands.Has(2) ? operands.Scalar(2) : 0,
            operands.Has(3) ? operands.Value(3).ToReals() : null
        );
        return [Tensor.Of(ElementType.Int32, outputs[0].Shape, Array.ConvertAll(sums, sum => (long)sum))];
    }
}
