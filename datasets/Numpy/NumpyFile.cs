using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Striate.DataSets.Numpy;

/// <summary>What an array is to be.</summary>
/// <param name="Type">As a file names it: <c>|i1</c>, <c>|u1</c> or <c>&lt;i8</c>.</param>
/// <param name="Axes">What each dimension is.</param>
/// <param name="Remedy">What writes such a file.</param>
public sealed record NumpyForm(string Type, string[] Axes, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{NumpyFile.NameOf(Type)} [{string.Join(", ", Axes)}]";
}

/// <summary>An array from a NumPy .npy file, version 1 or 2, C order, little-endian.</summary>
/// <param name="Shape">Extents.</param>
/// <param name="Data">The values' bytes.</param>
public sealed partial record NumpyFile(int[] Shape, byte[] Data)
{
    private const int MaximumBytes = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has another form, or is cut off.</exception>
    public static NumpyFile Read(Stream file, string name, NumpyForm form)
    {
        var header = ReadHeader(file, name);
        var fields = HeaderFields().Match(header);
        if (!fields.Success)
        {
            throw new InvalidDataException($"{name}: its header is not understood; {form.Remedy}");
        }

        var extents = fields.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var isFortran = fields.Groups["order"].Value == "True";
        if (fields.Groups["type"].Value != form.Type || isFortran || extents.Length != form.Axes.Length)
        {
            throw new InvalidDataException(
                $"{name}: {form} is needed, it holds {NameOf(fields.Groups["type"].Value)} [{string.Join(", ", extents)}]"
                + $"{(isFortran ? " in Fortran order" : "")}; {form.Remedy}");
        }

        var shape = Array.ConvertAll(extents, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
            ? extent
            : throw new InvalidDataException($"{name}: '{text}' is no extent"));
        var length = shape.Aggregate((long)(form.Type[2] - '0'), (product, extent) => Math.Min(product * extent, int.MaxValue));
        if (length > MaximumBytes)
        {
            throw new InvalidDataException($"{name}: more than {MaximumBytes:N0} bytes of values");
        }

        var data = new byte[length];
        return file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) == data.Length && file.ReadByte() < 0
            ? new NumpyFile(shape, data)
            : throw new InvalidDataException($"{name}: it does not hold the {length:N0} bytes of values that its header tells; save it again");
    }

    /// <summary>What NumPy calls a type that a file names: <c>int8</c> for <c>|i1</c>.</summary>
    public static string NameOf(string type)
    {
        var kind = type.Length == 3 ? type[1] switch { 'i' => "int", 'u' => "uint", 'f' => "float", 'c' => "complex", _ => null } : null;
        return kind is not null && type[2] is >= '1' and <= '8'
            ? $"{kind}{8 * (type[2] - '0')}{(type[0] == '>' ? " (big-endian)" : "")}"
            : type == "|b1" ? "bool" : $"'{type}'";
    }

    internal static string ReadHeader(Stream file, string name)
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

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    [GeneratedRegex(@"^\{'descr': '(?<type>[<>|=]?[A-Za-z?][0-9]{0,6})', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]{0,80})\), \}\s*$")]
    internal static partial Regex HeaderFields();
}
