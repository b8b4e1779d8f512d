using System.Buffers.Binary;
using System.Collections.Immutable;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment;

/// <summary>Heap that the loader takes for an assembly: cross references to every record of its .pe, and its static fields.</summary>
public static class LoadedSize
{
    /// <summary>What an application's own assemblies leave of a target's heap for its objects and frames; bytes, about.</summary>
    /// <exception cref="BadImageFormatException">An image is truncated, altered or not an assembly.</exception>
    public static long HeapLeft(Target target, IEnumerable<ImmutableArray<byte>> images) => target.ApplicationHeapBytes - images.Sum(Of);

    /// <summary>Bytes of a device, about; 0 for an assembly that no .pe can hold.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static long Of(ImmutableArray<byte> image) => OfPortable(PortableAssembly.Write(image).Bytes.AsSpan());

    /// <summary>Bytes of a device, about, for a .pe that Striate wrote; 0 for none.</summary>
    public static long OfPortable(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
        {
            return 0;
        }

        var fields = Table(file, PortableTable.Fields);
        var record = PortableLayout.RecordBytes(PortableTable.Fields);
        var statics = 0;
        for (var at = 0; at < fields.Length; at += record)
        {
            statics += ((FieldFlags)BinaryPrimitives.ReadUInt16LittleEndian(fields[(at + record - 2)..])).HasFlag(FieldFlags.Static)
                ? 1
                : 0;
        }

        return HeapLayout.AssemblyTables(
            Rows(file, PortableTable.AssemblyReferences)
                + Rows(file, PortableTable.TypeReferences)
                + Rows(file, PortableTable.FieldReferences)
                + Rows(file, PortableTable.MethodReferences),
            Rows(file, PortableTable.Types),
            Rows(file, PortableTable.Fields),
            statics,
            Rows(file, PortableTable.Methods)
        );
    }

    private static int Rows(ReadOnlySpan<byte> file, PortableTable table) => Table(file, table).Length / PortableLayout.RecordBytes(table);

    private static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> file, PortableTable table) =>
        file[Offset(file, table)..(Offset(file, table + 1) - file[PortableLayout.Paddings + (int)table])];

    private static int Offset(ReadOnlySpan<byte> file, PortableTable table) =>
        BinaryPrimitives.ReadInt32LittleEndian(file[(PortableLayout.TableOffsets + (4 * (int)table))..]);
}
