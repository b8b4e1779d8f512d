using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Striate.DataSets.Numpy;

/// <summary>What a NumPy .npy file of version 1 or 2 says before its values.</summary>
/// <param name="Type">As the file names it, for example <c>|i1</c> or <c>&gt;f8</c>.</param>
/// <param name="IsFortran">Whether the first index changes fastest.</param>
/// <param name="Shape">Extents, at least one.</param>
internal sealed partial record NumpyHeader(string Type, bool IsFortran, int[] Shape)
{
    private const int MaximumDimensions = 8;
    private const int MaximumText = 1024;
    private const string Remedy = "save it with numpy.save";

    /// <summary>Bytes of a value; 0: neither a number nor a text.</summary>
    public int ValueBytes => SizeOf(Type);

    /// <summary>Bytes of all values, at most <see cref="int.MaxValue"/>.</summary>
    public long Bytes => Shape.Aggregate((long)ValueBytes, (product, extent) => Math.Min(product * extent, int.MaxValue));

    /// <summary>The file's first bytes.</summary>
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads it; the values follow.</summary>
    /// <param name="file">From its start.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="StriateException">It is none.</exception>
    public static NumpyHeader Read(Stream file, string name)
    {
        var fields = Fields().Match(Text(file, name));
        if (!fields.Success)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: its header is not understood; {Remedy}");
        }

        var extents = fields.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var header = new NumpyHeader(
            fields.Groups["type"].Value,
            fields.Groups["order"].Value == "True",
            Array.ConvertAll(
                extents,
                text =>
                    int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var extent)
                        ? extent
                        : throw new StriateException(ErrorKind.BadFile, $"{name}: '{text}' is not an extent; {Remedy}")
            )
        );
        return header.ValueBytes > 0 && extents.Length is >= 1 and <= MaximumDimensions
            ? header
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{name}: numbers or texts with 1..{MaximumDimensions} dimensions are needed, it holds {header}; {Remedy}"
            );
    }

    /// <summary>Writes it as NumPy does, version 1.</summary>
    public void Write(Stream file)
    {
        const int Alignment = 64;
        const int Start = 10;
        var extents =
            string.Join(", ", Shape.Select(extent => extent.ToString(CultureInfo.InvariantCulture))) + (Shape.Length == 1 ? "," : "");
        var header = $"{{'descr': '{Type}', 'fortran_order': {(IsFortran ? "True" : "False")}, 'shape': ({extents}), }}";
        header = header.PadRight(((Start + header.Length + 1 + Alignment - 1) / Alignment * Alignment) - Start - 1) + "\n";
        file.Write(Magic);
        file.Write([1, 0, (byte)header.Length, (byte)(header.Length >> 8)]);
        file.Write(Encoding.Latin1.GetBytes(header));
    }

    /// <summary>The array in words: <c>int8 [100, 20]</c>.</summary>
    public override string ToString() => $"{NameOf(Type)} [{string.Join(", ", Shape)}]{(IsFortran ? " in Fortran order" : "")}";

    /// <summary>What NumPy calls a type that a file names: <c>int8</c> for <c>|i1</c>.</summary>
    public static string NameOf(string type)
    {
        var kind =
            type.Length == 3
                ? type[1] switch
                {
                    'i' => "int",
                    'u' => "uint",
                    'f' => "float",
                    'c' => "complex",
                    _ => null,
                }
                : null;
        return kind is not null && type[2] is >= '1' and <= '8' ? $"{kind}{8 * (type[2] - '0')}{(type[0] == '>' ? " (big-endian)" : "")}"
            : type == "|b1" ? "bool"
            : $"'{type}'";
    }

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

    private static string Text(Stream file, string name)
    {
        Span<byte> start = stackalloc byte[12];
        var known =
            file.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) == 10 && start[..6].SequenceEqual(Magic) && start[6] is 1 or 2;
        if (known && start[6] == 2)
        {
            known = file.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) == 2;
        }

        var length =
            start[6] == 2 ? BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[8..]);
        var header = new byte[Math.Min(length, ushort.MaxValue)];
        return known && file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
            ? Encoding.Latin1.GetString(header)
            : throw new StriateException(ErrorKind.BadFile, $"{name}: no NumPy file of version 1 or 2");
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[<>|=]?[A-Za-z?][0-9]{0,6})', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]{0,80})\), \}\s*$"
    )]
    private static partial Regex Fields();
}
