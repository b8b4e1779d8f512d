using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>
/// Cast between real numbers, integers and truth values. Real numbers lose their fraction; integers keep their lower bits.
/// </summary>
internal sealed class CastOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Cast"];

    public override string Supported => "real numbers, integers and truth values; not to bfloat16";

    public override string Becomes => "none behind sums of integers, to float32; else it is folded where its inputs are constant";

    public override ImmutableArray<string> Attributes => ["to", "saturate"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var type = (ElementType)operands.Int("to", 0);

        // How numbers are rounded to bfloat16 depends on the version of ONNX, whatever the opset.
        return type.Bytes() > 0 && type != ElementType.BFloat16
            ? Operands.One(type, operands.Shape(0))
            : throw operands.Unsupported($"to = {(int)type}; real numbers but bfloat16, integers and truth values are supported");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, (type, shape, _)) = (operands.Value(0), outputs[0]);
        return type.IsReal() ? [Tensor.Of(type, shape, source.ToReals())]
            : source.IsReal ? [Tensor.Of(type, shape, Array.ConvertAll(source.ToReals(), value => Whole(value, type)))]
            : [Tensor.Of(type, shape, [.. source.ToIntegers()])];
    }

    private static long Whole(double value, ElementType type) =>
        type switch
        {
            ElementType.Bool => value != 0 ? 1 : 0,
            ElementType.UInt64 => value < 0 ? (long)value : (long)(ulong)value,
            _ => (long)value,
        };
}
