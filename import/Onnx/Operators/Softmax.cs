using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Softmax and LogSoftmax: along one dimension from opset 13 on; before that over all dimensions from one on.</summary>
internal sealed class SoftmaxOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["LogSoftmax", "Softmax"];

    public override string Supported => "all";

    public override string Becomes => "none as the end of the network";

    public override ImmutableArray<string> Attributes => ["axis"];

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        _ = ExtentOf(operands);
        return Operands.One(operands.Real(0).Type, operands.Shape(0));
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (source, (count, inner), isLog) = (operands.Value(0), ExtentOf(operands), operands.Node.Kind == "LogSoftmax");
        return [Tensor.Of(source.Type, source.Shape, Of(source.ToReals(), count, inner, isLog))];
    }

    /// <summary>Shares of e^x.</summary>
    /// <param name="values">Rows of so many.</param>
    /// <param name="count">Values that share.</param>
    /// <param name="inner">Elements from one to the next.</param>
    /// <param name="isLog">Whether the logarithm of the share is wanted.</param>
    public static double[] Of(double[] values, int count, int inner, bool isLog)
    {
        for (var start = 0; start < values.Length; start += (start + 1) % inner == 0 ? 1 + (inner * (count - 1)) : 1)
        {
            var largest = Enumerable.Range(0, count).Max(index => values[start + (index * inner)]);
            var sum = Enumerable.Range(0, count).Sum(index => Math.Exp(values[start + (index * inner)] - largest));
            for (var index = 0; index < count; index++)
            {
                ref var value = ref values[start + (index * inner)];
                value = isLog ? value - largest - Math.Log(sum) : Math.Exp(value - largest) / sum;
            }
        }

        return values;
    }

    /// <summary>How many values share, and how far they are apart.</summary>
    public static (int Count, int Inner) ExtentOf(Operands operands)
    {
        var shape = operands.Shape(0);
        if (operands.Opset < 13)
        {
            var first = operands.Axis(operands.Int("axis", 1), shape.Length);
            return ((int)Extents.Length(shape[first..]), 1);
        }

        var axis = operands.Axis(operands.Int("axis", -1), shape.Length);
        return (shape[axis], (int)Extents.Length(shape[(axis + 1)..]));
    }
}
