using System.Collections.Immutable;
using Striate.Import.Onnx.Operators;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Lowering;

/// <summary>
/// ConvInteger and MatMulInteger: sums of products of bytes with constant bytes, each less its zero point. A sum is the number that it
/// stands for; scales are what operators behind it multiply with.
/// </summary>
internal static class SumsOfIntegers
{
    /// <param name="network">Counts the weights.</param>
    /// <param name="operands">The operator.</param>
    /// <param name="source">What it reads; for a convolution in the order of its map.</param>
    /// <param name="sides">The extents of its output.</param>
    public static Sums Of(LayerBuilder network, Operands operands, Flow source, ImmutableArray<int> sides)
    {
        var isConvolution = operands.Node.Kind == "ConvInteger";
        var (bytes, axis) = (operands.Value(1), isConvolution ? 0 : 1);
        if (!isConvolution && bytes.Shape.Length != 2)
        {
            throw operands.Unsupported($"a product with {Extents.Text(bytes.Shape)}; a matrix is supported");
        }

        var one = Tensor.Of(ElementType.Float32, [], new double[] { 1 });
        var weights = Weights.Of(operands, bytes, one, operands.Has(3) ? operands.Value(3) : null, axis);
        ImmutableArray<double> none = [.. new double[bytes.Shape[axis]]];
        var sums = isConvolution
            ? SumsOf.Convolution(network, operands, source, weights, null, none)
            : SumsOf.FullyConnected(network, operands, source, sides, weights, null, none);
        return sums with { Factors = [.. none.Select(_ => 1.0)] };
    }

    /// <summary>The zero point of what it reads, as of int8.</summary>
    public static int ZeroPointOf(Operands operands) =>
        (operands.Has(2) ? (int)operands.Scalar(2) : 0) - (operands.Type(0) == ElementType.UInt8 ? 128 : 0);
}
