using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Clip: limits are attributes up to opset 10 and operands from 11 on; either may be missing.</summary>
internal sealed class ClipOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Clip"];

    public override string Supported => "limits as attributes or constant operands; either missing";

    public override string Becomes => "the clamp of the layer before it, or a look-up table";

    public override ImmutableArray<string> Attributes => ["min", "max"];

    public override (int Opset, ImmutableArray<string> Names)? Moved => (11, ["min", "max"]);

    public override ImmutableArray<TensorInfo> Infer(Operands operands) => Operands.One(operands.Type(0), operands.Shape(0));

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, (minimum, maximum)) = (operands.Value(0), LimitsOf(operands));
        return source.IsReal
            ?
            [
                Tensor.Of(
                    source.Type,
                    source.Shape,
                    Array.ConvertAll(source.ToReals(), value => Math.Min(Math.Max(value, minimum), maximum))
                ),
            ]
            : [Tensor.Of(source.Type, source.Shape, [.. source.ToIntegers().Select(value => Limited(value, minimum, maximum))])];
    }

    /// <summary>The limits; infinite where there is none.</summary>
    public static (double Minimum, double Maximum) LimitsOf(Operands operands) =>
        operands.Opset < 11
            ? (operands.Float("min", float.MinValue), operands.Float("max", float.MaxValue))
            : (
                operands.Has(1) ? operands.Scalar(1) : double.NegativeInfinity,
                operands.Has(2) ? operands.Scalar(2) : double.PositiveInfinity
            );

    // Double does not hold every int64: what lies within the limits stays as it is.
    private static long Limited(long value, double minimum, double maximum)
    {
        value = value < minimum ? (long)minimum : value;
        return value > maximum ? (long)maximum : value;
    }
}
