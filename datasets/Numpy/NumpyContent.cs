using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Striate.DataSets.Numpy;

/// <summary>
/// An array of a NumPy file of version 1 or 2 in C order: numbers of any type and byte order, or texts; Fortran order is turned.
/// </summary>
/// <param name="Type">As the file names it, for example <c>&gt;i2</c>.</param>
/// <param name="Shape">Extents, 1..4 of them.</param>
/// <param name="Numbers">The values; null: the array holds texts.</param>
/// <param name="Texts">The texts; null: the array holds numbers.</param>
public sealed record NumpyContent(string Type, int[] Shape, float[]? Numbers, string[]? Texts)
{
    private const int MaximumDimensions = 4;
    private const int MaximumText = 1024;

    /// <summary>Values in the array.</summary>
    public int Count => Shape.Aggregate(1, (product, extent) => product * extent);

    /// <summary>Reads an array.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">It has another form, or is cut off.</exception>
    public static NumpyContent Read(byte[] file, string name)
    {
        using var stream = new MemoryStream(file, writable: false);
        var fields = NumpyFile.HeaderFields().Match(NumpyFile.ReadHeader(stream, name));
        var extents = fields.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var type = fields.Groups["type"].Value;
        var size = SizeOf(type);
        if (!fields.Success || size == 0 || extents.Length is 0 or > MaximumDimensions)
        {
            throw new InvalidDataException(
                $"{name}: numbers or texts with 1..{MaximumDimensions} dimensions are needed{(fields.Success ? $", it holds {NumpyFile.NameOf(type)} [{string.Join(", ", extents)}]" : "")}; save it with numpy.save");
        }

        var shape = Array.ConvertAll(extents, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
            ? extent
            : throw new InvalidDataException($"{name}: '{text}' is no extent; save it with numpy.save"));
        var length = shape.Aggregate((long)size, (product, extent) => Math.Min(product * extent, int.MaxValue));
        var data = file.AsMemory((int)stream.Position);
        if (length != data.Length)
        {
            throw new InvalidDataException($"{name}: it holds {data.Length:N0} bytes of values, its header tells {length:N0}; save it again");
        }

        var order = Order(shape, fields.Groups["order"].Value == "True");
        return type[1] is 'U' or 'S'
            ? new NumpyContent(type, shape, null, Values(order, place => Text(data.Span.Slice(place * size, size), type)))
            : new NumpyContent(type, shape, Values(order, place => (float)Number(data.Span.Slice(place * size, size), type)), null);
    }

    // Bytes of a value; 0: no type of numbers or texts.
    private static int SizeOf(string type)
    {
        if (type.Length < 3 || !int.TryParse(type.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return 0;
        }

        return (type[1], size) switch
        {
            ('b', 1) or ('i' or 'u', 1 or 2 or 4 or 8) or ('f', 2 or 4 or 8) => size,
            ('S', >= 1 and <= MaximumText) => size,
            ('U', >= 1 and <= MaximumText) => 4 * size,
            _ => 0,
        };
    }

    private static T[] Values<T>(IEnumerable<int> order, Func<int, T> value) => [.. order.Select(value)];

    // Where the values of C order are in the file.
    private static IEnumerable<int> Order(int[] shape, bool isFortran)
    {
        var count = shape.Aggregate(1, (product, extent) => product * extent);
        return isFortran && shape.Length > 1 ? Enumerable.Range(0, count).Select(place =>
        {
            var (rest, stride, found) = (place, count, 0);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                stride /= shape[axis];
                found += rest % shape[axis] * stride;
                rest /= shape[axis];
            }

            return found;
        }) : Enumerable.Range(0, count);
    }

    private static double Number(ReadOnlySpan<byte> value, string type)
    {
        Span<byte> bytes = stackalloc byte[value.Length];
        value.CopyTo(bytes);
        if (type[0] == '>')
        {
            bytes.Reverse();
        }

        return (type[1], value.Length) switch
        {
            ('i', 1) => (sbyte)bytes[0],
            ('b' or 'u', 1) => bytes[0],
            ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('i', _) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ('u', _) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        };
    }

    private static string Text(ReadOnlySpan<byte> value, string type)
    {
        var encoding = type[1] == 'S' ? Encoding.Latin1 : new UTF32Encoding(bigEndian: type[0] == '>', byteOrderMark: false);
        return encoding.GetString(value).TrimEnd('\0');
    }
}
