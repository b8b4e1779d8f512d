using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Assemblies as .pe files, byte for byte as nanoFramework's metadata processor makes them.</summary>
internal static class PortableWriter
{
    /// <summary>The bytes of an assembly's .pe.</summary>
    /// <param name="image">The compiled assembly.</param>
    /// <param name="references">Assemblies that it refers to, for their enumerations.</param>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    /// <exception cref="UnportableException">The format cannot hold it.</exception>
    public static ImmutableArray<byte> Write(ImmutableArray<byte> image, IReadOnlyList<ImmutableArray<byte>> references)
    {
        using var source = SourceAssembly.Open(image);
        Refuse(source);
        var attributes = new SourceAttributes(source);
        var enums = new PortableReferences(source, references);
        var members = SourceNames.Recordable(source);
        var used = new UsedRecords(source, attributes, enums, SourceNames.All(source, attributes, enums, members), members);
        var numbers = new RecordNumbers(source, used, members);
        var tables = new PortableTables(source, attributes, numbers, enums, SourceNames.Used(source, used));
        return Assemble(source, NativeChecksum.Of(source, attributes.Rules), tables);
    }

    /// <summary>Four numbers of 16 bits.</summary>
    public static void WriteVersion(BinaryWriter writer, Version version)
    {
        writer.Write((ushort)version.Major);
        writer.Write((ushort)version.Minor);
        writer.Write((ushort)version.Build);
        writer.Write((ushort)version.Revision);
    }

    private static void Refuse(SourceAssembly source)
    {
        if (source.Reader.ManifestResources.Count > 0)
        {
            throw new UnportableException(
                Diagnostic.Create(DiagnosticNumbers.EmbeddedResource, Location.Assembly(source.Name), "it holds a resource")
            );
        }

        if (source.Reader.AssemblyReferences.Count == 0)
        {
            throw new UnportableException(
                Diagnostic.Create(DiagnosticNumbers.CoreLibrary, Location.Assembly(source.Name), "it refers to no other assembly")
            );
        }
    }

    private static ImmutableArray<byte> Assemble(SourceAssembly source, uint natives, PortableTables tables)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        WriteHeader(writer, source, natives, tables);
        foreach (var table in tables.All)
        {
            writer.Write(table.Span);
            writer.Write(new byte[Padding(table)]);
        }

        var bytes = file.ToArray();
        PortableChecksum.Seal(bytes);
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes);
    }

    private static void WriteHeader(BinaryWriter writer, SourceAssembly source, uint natives, PortableTables tables)
    {
        writer.Write(PortableLayout.Marker);
        writer.Write(new byte[PortableLayout.NativeChecksum - PortableLayout.Marker.Length]);
        writer.Write(natives);
        writer.Write(uint.MaxValue);
        WriteVersion(writer, source.Reader.GetAssemblyDefinition().Version);
        writer.Write(tables.NameNumber);
        writer.Write(PortableLayout.StringTableVersion);
        var offset = PortableLayout.HeaderBytes;
        foreach (var table in tables.All)
        {
            writer.Write(offset);
            offset += table.Length + Padding(table);
        }

        writer.Write(0);
        foreach (var table in tables.All)
        {
            writer.Write(Padding(table));
        }
    }

    private static byte Padding(ReadOnlyMemory<byte> table) => (byte)(-table.Length & 3);
}
