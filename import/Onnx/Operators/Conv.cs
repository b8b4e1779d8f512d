using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Conv: input [batch, channel, place...], weights [output channel, channel of its group, cell...].</summary>
internal sealed class ConvOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Conv"];

    public override string Supported => "one to three dimensions, groups, dilation, all paddings";

    public override string Becomes => "convolution; weights int8 or uint8, int8 less their zero points";

    public override ImmutableArray<string> Attributes => [.. Windows.Attributes, "group"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (input, weights) = (operands.Real(0), operands.Real(1));
        var shape = Convolutions.Shape(operands, input.Shape, weights.Shape);
        return !operands.Has(2) || operands.Real(2).Shape is [var length] && length == weights.Shape[0]
            ? Operands.One(input.Type, shape)
            : throw operands.Wrong($"a bias {Extents.Text(operands.Shape(2))} for {weights.Shape[0]} channels");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var bias = operands.Has(2) ? operands.Value(2).ToReals() : null;
        return [Tensor.Of(outputs[0].Type, outputs[0].Shape, Convolutions.Sums(operands, operands.Value(0), operands.Value(1), bias))];
    }
}
