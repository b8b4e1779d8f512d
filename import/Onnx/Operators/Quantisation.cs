using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;

namespace Striate.Import.Onnx.Operators;

/// <summary>
/// Between real numbers and bytes: <c>real = scale * (byte - zero point)</c>; rounding to nearest, ties to even, as ONNX says.
/// </summary>
internal static class Quantisation
{
    /// <summary>Integers of a real tensor.</summary>
    /// <param name="values">Real numbers.</param>
    /// <param name="output">Type and shape.</param>
    /// <param name="scale">Of an element.</param>
    /// <param name="zeroPoint">Of an element.</param>
    public static Tensor Quantise(double[] values, TensorInfo output, Func<int, double> scale, Func<int, long> zeroPoint)
    {
        var ((minimum, maximum), result) = (output.Type.Range(), new long[values.Length]);
        for (var index = 0; index < values.Length; index++)
        {
            // The quotient is a float32 there, and what is not a number becomes the smallest.
            var rounded = Math.Round((double)(float)(values[index] / scale(index)), MidpointRounding.ToEven) + zeroPoint(index);
            result[index] = double.IsNaN(rounded) ? minimum : (long)Math.Clamp(rounded, minimum, maximum);
        }

        return Tensor.Of(output.Type, output.Shape, result);
    }

    /// <summary>Real numbers of integers with one scale and zero point.</summary>
    public static Tensor Dequantise(Tensor source, double scale, double zeroPoint) =>
        Tensor.Of(ElementType.Float32, source.Shape, Array.ConvertAll(source.ToReals(), value => (value - zeroPoint) * scale));

    /// <summary>For each element of a shape the number of its scale.</summary>
    /// <param name="operands">For errors.</param>
    /// <param name="shape">Of the tensor.</param>
    /// <param name="scales">Shape of the scales: one, or one for each slice of the attribute <c>axis</c>.</param>
    public static Func<int, int> Slices(Operands operands, ImmutableArray<int> shape, ImmutableArray<int> scales)
    {
        if (Extents.Length(scales) == 1)
        {
            return _ => 0;
        }

        var axis = operands.Axis(operands.Int("axis", 1), shape.Length);
        if (scales.Length != 1 || scales[0] != shape[axis])
        {
            throw operands.Wrong($"scales {Extents.Text(scales)} for dimension {axis} of {Extents.Text(shape)}");
        }

        var inner = (int)Extents.Length(shape[(axis + 1)..]);
        return index => index / inner % shape[axis];
    }

    /// <summary>Requires operands of int8 or uint8.</summary>
    public static void RequireBytes(Operands operands, params int[] numbers)
    {
        foreach (var operand in numbers)
        {
            if (operands.Type(operand) is not (ElementType.Int8 or ElementType.UInt8))
            {
                throw operands.WrongType(operand);
            }
        }
    }

    /// <summary>Requires one scale and one zero point, or one of each for so many channels.</summary>
    public static void RequireParameters(Operands operands, int scale, int zeroPoint, int channels = 1)
    {
        var (scales, zeroPoints) = (
            Extents.Length(operands.Real(scale).Shape),
            operands.Has(zeroPoint) ? Extents.Length(operands.Shape(zeroPoint)) : 1
        );
        if ((scales != 1 && scales != channels) || (zeroPoints != 1 && zeroPoints != scales))
        {
            throw operands.Wrong($"{scales} scales and {zeroPoints} zero points");
        }
    }

    /// <summary>Requires that an operand, if it is there, is one zero point of bytes, or one for each of so many channels.</summary>
    public static void RequireZeroPoints(Operands operands, int zeroPoint, int bytes, int channels = 1)
    {
        if (!operands.Has(zeroPoint))
        {
            return;
        }

        if (operands.Type(zeroPoint) != operands.Type(bytes))
        {
            throw operands.WrongType(zeroPoint);
        }

        var length = Extents.Length(operands.Shape(zeroPoint));
        if (length != 1 && length != channels)
        {
            throw operands.Wrong($"{length} zero points; 1{(channels > 1 ? $" or {channels}" : "")} is possible");
        }
    }
}
