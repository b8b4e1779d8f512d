using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>A .pe that was read: header and references, and all that is in it as an assembly of .NET.</summary>
public sealed class PortableFile
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly PortableStrings _strings;

    private PortableFile(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        var header = bytes.Span;
        _strings = new PortableStrings(Table(PortableTable.Strings));
        Name = _strings[Number(header, PortableLayout.Name)];
        Version = PortableRows.VersionAt(header[PortableLayout.Version..]);
        NativeChecksum = BinaryPrimitives.ReadUInt32LittleEndian(header[PortableLayout.NativeChecksum..]);
        References = new PortableRows(this, _strings).References();
    }

    /// <summary>Simple name of the assembly.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public Version Version { get; }

    /// <summary>Checksum of the methods that the firmware implements; 0 where there are none.</summary>
    public uint NativeChecksum { get; }

    /// <summary>Assemblies that it refers to.</summary>
    public ImmutableArray<PortableReference> References { get; }

    /// <summary>The file.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Whether bytes begin as a .pe does.</summary>
    public static bool IsPortable(ReadOnlySpan<byte> bytes) => bytes.StartsWith(PortableLayout.Marker);

    /// <summary>Reads the .pe that bytes begin with; what follows it is left alone.</summary>
    /// <exception cref="BadImageFormatException">It is no .pe, or one that was truncated or altered.</exception>
    public static PortableFile Read(ReadOnlyMemory<byte> bytes)
    {
        Check(bytes.Length >= PortableLayout.HeaderBytes && IsPortable(bytes.Span), "it does not begin with the header of a .pe");
        var header = bytes.Span[..PortableLayout.HeaderBytes].ToArray();
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(PortableLayout.HeaderChecksum));
        header.AsSpan(PortableLayout.HeaderChecksum, 4).Clear();
        Check(PortableChecksum.Of(header) == checksum, "the checksum of its header is wrong");
        Check(Number(header, PortableLayout.Name + 2) == PortableLayout.StringTableVersion, "it counts on other strings of the firmware");
        CheckTables(bytes);
        var length = Offset(bytes.Span, PortableTable.End);
        var content = PortableChecksum.Of(bytes.Span[PortableLayout.HeaderBytes..length]);
        Check(
            content == BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[PortableLayout.ContentChecksum..]),
            "the checksum of its tables is wrong"
        );
        return new PortableFile(bytes[..length]);
    }

    /// <summary>
    /// The same program as an assembly of .NET: instruction for instruction, but without attributes and constants, which a .pe
    /// has no use for or does not hold.
    /// </summary>
    /// <exception cref="BadImageFormatException">Tables, signatures or code contradict each other.</exception>
    public ImmutableArray<byte> ToAssembly()
    {
        try
        {
            return ImmutableCollectionsMarshal.AsImmutableArray(
                new AssemblyRebuilder(this, new PortableRows(this, _strings).Read(), _strings).Build()
            );
        }
        catch (Exception damage) when (damage is not BadImageFormatException && DamagedImage.IsCause(damage))
        {
            throw new BadImageFormatException("its tables contradict each other", damage);
        }
    }

    internal ReadOnlyMemory<byte> Table(PortableTable table) =>
        _bytes[Offset(_bytes.Span, table)..(Offset(_bytes.Span, table + 1) - _bytes.Span[PortableLayout.Paddings + (int)table])];

    internal static void Check(bool condition, string problem)
    {
        if (!condition)
        {
            throw new BadImageFormatException(problem);
        }
    }

    private static void CheckTables(ReadOnlyMemory<byte> bytes)
    {
        var header = bytes.Span;
        Check(Offset(header, PortableTable.AssemblyReferences) == PortableLayout.HeaderBytes, "its tables do not begin behind its header");
        for (var table = PortableTable.AssemblyReferences; table < PortableTable.End; table++)
        {
            var (from, to, padding) = (Offset(header, table), Offset(header, table + 1), header[PortableLayout.Paddings + (int)table]);
            Check(
                to >= from && to <= bytes.Length && to % 4 == 0 && padding <= 3 && padding <= to - from,
                $"its table of {table} is outside of the file"
            );
            var record = PortableLayout.RecordBytes(table);
            Check(record == 0 || (to - from - padding) % record == 0, $"its table of {table} has a broken record");
        }
    }

    private static int Offset(ReadOnlySpan<byte> header, PortableTable table) =>
        BinaryPrimitives.ReadInt32LittleEndian(header[(PortableLayout.TableOffsets + (4 * (int)table))..]);

    private static ushort Number(ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(header[offset..]);
}
