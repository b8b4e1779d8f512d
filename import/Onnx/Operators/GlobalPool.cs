using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>GlobalAveragePool and GlobalMaxPool: one value per channel.</summary>
internal sealed class GlobalPoolOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["GlobalAveragePool", "GlobalMaxPool"];

    public override string Supported => "all";

    public override string Becomes => "average or max pooling";

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var input = operands.Real(0);
        return input.Shape.Length > 2 && Extents.Length(input.Shape) > 0
            ? Operands.One(input.Type, [input.Shape[0], input.Shape[1], .. Enumerable.Repeat(1, input.Shape.Length - 2)])
            : throw operands.Wrong($"it reads {Extents.Text(input.Shape)}; batch, channels and places are needed");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var source = operands.Value(0);
        var (area, result) = ((int)Extents.Length(source.Shape[2..]), new double[Extents.Length(outputs[0].Shape)]);
        for (var channel = 0; channel < result.Length; channel++)
        {
            var plane = source.Reals.Slice(channel * area, area).ToArray();
            result[channel] = operands.Node.Kind == "GlobalMaxPool" ? plane.Max() : plane.Average();
        }

        return [Tensor.Of(source.Type, outputs[0].Shape, result)];
    }
}
