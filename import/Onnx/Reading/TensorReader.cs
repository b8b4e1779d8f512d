using System.Buffers.Binary;
using System.Collections.Immutable;
using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;

namespace Striate.Import.Onnx.Reading;

/// <summary>The values of a tensor that stands in a file: as bytes, as numbers of one of the lists, or in another file.</summary>
internal static class TensorReader
{
    private const int MaximumRank = 8;

    /// <param name="message">As it stands in the file.</param>
    /// <param name="what">The tensor, for errors.</param>
    /// <param name="external">Files beside the model.</param>
    /// <exception cref="ImportException">Its values do not fill its shape, or are of a type that is not read.</exception>
    public static Tensor Read(TensorMessage message, string what, ExternalData external)
    {
        var type = (ElementType)message.Type;
        if (type.Bytes() == 0)
        {
            throw new ImportException(
                new ImportProblem(
                    Problems.Type,
                    what,
                    $"its elements are of type {message.Type}; real numbers, integers of 8 to 64 bits and truth values are read",
                    "export the model with float32, int8 or uint8"
                )
            );
        }

        if (message.HasSegment || message.Sides.Count > MaximumRank || message.Sides.Any(side => side is < 0 or > int.MaxValue))
        {
            throw Problems.Damaged(
                $"{what} has {message.Sides.Count} dimensions{(message.HasSegment ? " and a segment" : "")}; {MaximumRank} of 0 or more are supported"
            );
        }

        ImmutableArray<int> shape = [.. message.Sides.Select(side => (int)side)];
        if (Extents.Room(shape) > NetworkLimits.MaximumMapValues)
        {
            throw Problems.Damaged($"{what} is {Extents.Text(shape)}; at most {NetworkLimits.MaximumMapValues} values are allowed");
        }

        if (message.IsExternal)
        {
            return OfBytes(type, shape, external.Of(message.External, what).Span, what);
        }

        return message.Raw is { } raw ? OfBytes(type, shape, raw.Span, what) : OfNumbers(type, shape, message, what);
    }

    private static Tensor OfBytes(ElementType type, ImmutableArray<int> shape, ReadOnlySpan<byte> bytes, string what)
    {
        var (length, width) = ((int)Extents.Length(shape), type.Bytes());
        if (bytes.Length != (long)length * width)
        {
            throw Problems.Damaged($"{what} has {bytes.Length} bytes; its shape {Extents.Text(shape)} takes {(long)length * width}");
        }

        var (reals, integers) = (new double[type.IsReal() ? length : 0], new long[type.IsReal() ? 0 : length]);
        for (var index = 0; index < length; index++)
        {
            var element = bytes.Slice(index * width, width);
            if (type.IsReal())
            {
                reals[index] = RealOf(type, element);
            }
            else
            {
                integers[index] = IntegerOf(type, element);
            }
        }

        return type.IsReal() ? Tensor.Of(type, shape, reals) : Tensor.Of(type, shape, integers);
    }

    private static double RealOf(ElementType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            _ => BFloat16(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        };

    private static double BFloat16(int bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static long IntegerOf(ElementType type, ReadOnlySpan<byte> bytes) =>
        type switch
        {
            ElementType.Int16 or ElementType.UInt16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ElementType.Int32 or ElementType.UInt32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ElementType.Int64 or ElementType.UInt64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => bytes[0],
        };

    private static Tensor OfNumbers(ElementType type, ImmutableArray<int> shape, TensorMessage message, string what)
    {
        var count = type switch
        {
            ElementType.Float32 => message.Floats.Count,
            ElementType.Float64 => message.Doubles.Count,
            _ => message.Ints.Count,
        };
        if (count != Extents.Length(shape))
        {
            throw Problems.Damaged($"{what} has {count} values; its shape {Extents.Text(shape)} takes {Extents.Length(shape)}");
        }

        return type switch
        {
            ElementType.Float32 => Tensor.Of(type, shape, [.. message.Floats.Select(value => (double)value)]),
            ElementType.Float64 => Tensor.Of(type, shape, [.. message.Doubles]),
            // Half-precision numbers stand among the integers as their bits.
            ElementType.Float16 => Tensor.Of(
                type,
                shape,
                [.. message.Ints.Select(bits => (double)BitConverter.Int16BitsToHalf((short)bits))]
            ),
            ElementType.BFloat16 => Tensor.Of(type, shape, [.. message.Ints.Select(bits => BFloat16((ushort)bits))]),
            _ => Tensor.Of(type, shape, [.. message.Ints]),
        };
    }
}
