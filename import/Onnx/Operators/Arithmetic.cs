using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Add, Sub, Mul and Div. Integers wrap, and are divided towards zero.</summary>
internal sealed class ArithmeticOperator : OnnxOperator
{
    public override ImmutableArray<string> Kinds => ["Add", "Div", "Mul", "Sub"];

    public override string Supported => "operands of one type, repeated along sides of 1";

    public override string Becomes => "add, multiply, scale-shift, look-up table, or part of the layer before it";

    public override ImmutableArray<TensorInfo> Infer(Operands operands)
    {
        var (a, b) = (operands.Of(0), operands.Of(1));
        if (a.Type != b.Type || a.Type == ElementType.Bool)
        {
            throw operands.WrongType(1);
        }

        // Before opset 7 sides were not repeated by themselves.
        return operands.Opset >= 7 || a.Shape.SequenceEqual(b.Shape)
            ? Operands.One(a.Type, Elementwise.Shape(operands, a.Shape, b.Shape))
            : throw operands.Unsupported($"{Extents.Text(a.Shape)} and {Extents.Text(b.Shape)} at opset {operands.Opset}");
    }

    public override ImmutableArray<Tensor> Compute(Operands operands, ImmutableArray<TensorInfo> outputs)
    {
        var (a, b) = (operands.Value(0), operands.Value(1));
        return a.IsReal
            ? [Elementwise.Reals(a, b, outputs[0], FunctionOf(operands.Node.Kind))]
            : [Elementwise.Integers(a, b, outputs[0], IntegerFunctionOf(operands))];
    }

    /// <summary>The function of two real numbers.</summary>
    public static Func<double, double, double> FunctionOf(string kind) =>
        kind switch
        {
            "Add" => (x, y) => x + y,
            "Sub" => (x, y) => x - y,
            "Mul" => (x, y) => x * y,
            "Div" => (x, y) => x / y,
            _ => throw new InvalidOperationException($"{kind} is not a function of two numbers"),
        };

    private static Func<long, long, long> IntegerFunctionOf(Operands operands) =>
        operands.Node.Kind switch
        {
            "Add" => (x, y) => x + y,
            "Sub" => (x, y) => x - y,
            "Mul" => (x, y) => x * y,
            _ when operands.Type(0) == ElementType.UInt64 => (x, y) =>
                y == 0 ? throw operands.Wrong("it divides by 0") : (long)((ulong)x / (ulong)y),
            _ => (x, y) =>
                y switch
                {
                    0 => throw operands.Wrong("it divides by 0"),
                    -1 => -x,
                    _ => x / y,
                },
        };
}
