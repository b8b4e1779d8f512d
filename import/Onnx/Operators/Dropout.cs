using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Dropout as it is after training: what it reads, and a mask that keeps everything.</summary>
internal sealed class DropoutOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Dropout"];

    public override string Supported => "inference";

    public override string Becomes => "none";

    public override ImmutableArray<string> Attributes => ["ratio", "seed", "is_test", "consumed_inputs"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        if (
            (operands.Opset < 7 && !operands.Flag("is_test"))
            || (operands.Has(2) && operands.Scalar(2) != 0 && (!operands.Has(1) || operands.Scalar(1) != 0))
        )
        {
            throw operands.Unsupported("it drops values at random (training mode)");
        }

        var input = operands.Of(0);
        return [input with { Value = null }, new TensorInfo(operands.Opset < 10 ? input.Type : ElementType.Bool, input.Shape)];
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var ones = new long[Extents.Length(outputs[1].Shape)];
        Array.Fill(ones, 1);
        return
        [
            operands.Value(0),
            outputs[1].Type.IsReal()
                ? Tensor.Of(outputs[1].Type, outputs[1].Shape, Array.ConvertAll(ones, one => (double)one))
                : Tensor.Of(outputs[1].Type, outputs[1].Shape, ones),
        ];
    }
}
