using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>Two tensors, element by element, each repeated along sides of 1.</summary>
internal static class Elementwise
{
    /// <summary>The shape of the result.</summary>
    public static ImmutableArray<int> Shape(Operands operands, ImmutableArray<int> a, ImmutableArray<int> b) =>
        Extents.Broadcast(a, b) ?? throw operands.Wrong($"{Extents.Text(a)} and {Extents.Text(b)} do not fit together");

    public static Tensor Reals(Tensor a, Tensor b, TensorInfo output, Func<double, double, double> function)
    {
        var (left, right) = Places(a, b, output.Shape);
        var values = new double[left.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = function(a.Real(left[index]), b.Real(right[index]));
        }

        return Tensor.Of(output.Type, output.Shape, values);
    }

    public static Tensor Integers(Tensor a, Tensor b, TensorInfo output, Func<long, long, long> function)
    {
        var (left, right) = Places(a, b, output.Shape);
        var values = new long[left.Length];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = function(a.Integers[left[index]], b.Integers[right[index]]);
        }

        return Tensor.Of(output.Type, output.Shape, values);
    }

    private static (int[] A, int[] B) Places(Tensor a, Tensor b, ImmutableArray<int> shape) =>
        (Extents.Places(shape, Extents.BroadcastSteps(a.Shape, shape)), Extents.Places(shape, Extents.BroadcastSteps(b.Shape, shape)));
}
