using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Striate.DataSets.Numpy;

/// <summary>An array of int8, uint8, int32, int64, float32 or float64 of any shape, as a NumPy .npy file has it: C order, little-endian.</summary>
/// <param name="Type">As the file names it, for example <c>|i1</c>.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Data">The values' bytes.</param>
public sealed record NumpyArray(string Type, int[] Shape, byte[] Data)
{
    private const int MaximumDimensions = 8;
    private const int MaximumBytes = 1 << 30;

    /// <summary>Reads a file of version 1 or 2.</summary>
    /// <exception cref="InvalidDataException">It has another form than the above, or is cut off.</exception>
    public static NumpyArray Read(Stream file, string name)
    {
        var header = NumpyFile.ReadHeader(file, name);
        var fields = NumpyFile.HeaderFields().Match(header);
        var extents = fields.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (type, isFortran) = (fields.Groups["type"].Value, fields.Groups["order"].Value == "True");
        var size = type switch { "|i1" or "|u1" => 1, "<i4" or "<f4" => 4, "<i8" or "<f8" => 8, _ => 0 };
        if (!fields.Success || isFortran || size == 0 || extents.Length is 0 or > MaximumDimensions)
        {
            throw new InvalidDataException(
                $"{name}: int8, uint8, int32, int64, float32 or float64 in C order with 1..{MaximumDimensions} dimensions is needed; save it with numpy.save");
        }

        var shape = Array.ConvertAll(extents, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
            ? extent
            : throw new InvalidDataException($"{name}: '{text}' is no extent; save it with numpy.save"));
        var length = shape.Aggregate((long)size, (product, extent) => Math.Min(product * extent, int.MaxValue));
        if (length > MaximumBytes)
        {
            throw new InvalidDataException($"{name}: more than {MaximumBytes:N0} bytes of values; split the file");
        }

        var data = new byte[length];
        return file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) == data.Length && file.ReadByte() < 0
            ? new NumpyArray(type, shape, data)
            : throw new InvalidDataException($"{name}: it does not hold the {length:N0} bytes of values that its header tells; save it again");
    }

    /// <summary>The values as real numbers.</summary>
    public IEnumerable<double> Reals()
    {
        var size = Type[^1] - '0';
        for (var start = 0; start < Data.Length; start += size)
        {
            var value = Data.AsSpan(start, size);
            yield return Type switch
            {
                "|i1" => (sbyte)value[0],
                "|u1" => value[0],
                "<i4" => BinaryPrimitives.ReadInt32LittleEndian(value),
                "<i8" => BinaryPrimitives.ReadInt64LittleEndian(value),
                "<f4" => BinaryPrimitives.ReadSingleLittleEndian(value),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(value),
            };
        }
    }

    /// <summary>Writes the array as NumPy does, version 1.</summary>
    public void Write(Stream file)
    {
        const int Alignment = 64;
        const int Start = 10;
        var extents = string.Join(", ", Shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture))) + (Shape.Length == 1 ? "," : "");
        var header = $"{{'descr': '{Type}', 'fortran_order': False, 'shape': ({extents}), }}";
        header = header.PadRight(((Start + header.Length + 1 + Alignment - 1) / Alignment * Alignment) - Start - 1) + "\n";
        file.Write(NumpyFile.Magic);
        file.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.Latin1.GetBytes(header));
        file.Write(Data);
    }
}
