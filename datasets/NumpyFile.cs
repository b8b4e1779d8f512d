using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Striate.DataSets;

/// <summary>An array of int8, uint8 or int64 from a NumPy .npy file, version 1 or 2, C order, little-endian.</summary>
/// <param name="Type">As the file names it, for example <c>|i1</c>.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Data">The values' bytes.</param>
public sealed partial record NumpyFile(string Type, int[] Shape, byte[] Data)
{
    private const int MaximumDimensions = 4;
    private const int MaximumBytes = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has another form than the above, or is cut off.</exception>
    public static NumpyFile Read(Stream file, string name)
    {
        var header = ReadHeader(file, name);
        var fields = HeaderFields().Match(header);
        var extents = fields.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var type = fields.Groups["type"].Value;
        var size = type switch { "|i1" or "|u1" => 1, "<i8" => 8, _ => 0 };
        if (!fields.Success || size == 0 || extents.Length is 0 or > MaximumDimensions)
        {
            throw new InvalidDataException(
                $"{name}: not an array of |i1, |u1 or <i8 in C order with at most {MaximumDimensions} dimensions: {header.Trim()}");
        }

        var shape = Array.ConvertAll(extents, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
            ? extent
            : throw new InvalidDataException($"{name}: '{text}' is no extent"));
        var length = shape.Aggregate((long)size, (product, extent) => Math.Min(product * extent, int.MaxValue));
        if (length > MaximumBytes)
        {
            throw new InvalidDataException($"{name}: more than {MaximumBytes:N0} bytes of values");
        }

        var data = new byte[length];
        return file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) == data.Length && file.ReadByte() < 0
            ? new NumpyFile(type, shape, data)
            : throw new InvalidDataException($"{name}: it does not hold the {length:N0} bytes of values that its header tells");
    }

    private static string ReadHeader(Stream file, string name)
    {
        Span<byte> start = stackalloc byte[12];
        var known = file.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) == 10
            && start[..6].SequenceEqual(Magic) && start[6] is 1 or 2;
        if (known && start[6] == 2)
        {
            known = file.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) == 2;
        }

        var length = start[6] == 2 ? BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        var header = new byte[Math.Min(length, ushort.MaxValue)];
        return known && file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            ? Encoding.Latin1.GetString(header)
            : throw new InvalidDataException($"{name}: no NumPy file of version 1 or 2");
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']{2,8})', 'fortran_order': False, 'shape': \((?<shape>[0-9, ]{0,80})\), \}\s*$")]
    private static partial Regex HeaderFields();
}
