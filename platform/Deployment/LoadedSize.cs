using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Deployment;

/// <summary>Heap that the loader takes for an assembly: cross references to every record of it, and its static fields.</summary>
public static class LoadedSize
{
    /// <summary>What an application's own assemblies leave of a target's heap for its objects and frames; bytes, about.</summary>
    /// <exception cref="BadImageFormatException">An image is truncated, altered or not an assembly.</exception>
    public static long HeapLeft(Target target, IEnumerable<ImmutableArray<byte>> images) => target.ApplicationHeapBytes - images.Sum(Of);

    /// <summary>Bytes of a device, about.</summary>
    /// <exception cref="BadImageFormatException">It is truncated, altered or not an assembly.</exception>
    public static long Of(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        var reader = file.GetMetadataReader();
        var used = UsedReferences.Of(file, reader);
        var fields = reader.FieldDefinitions.Select(handle => reader.GetFieldDefinition(handle).Attributes).Where(attributes => !attributes.HasFlag(FieldAttributes.Literal)).ToList();
        return HeapLayout.AssemblyTables(
            used.Assemblies.Count + used.Types.Count + used.Members.Count,
            reader.TypeDefinitions.Count,
            fields.Count,
            fields.Count(attributes => attributes.HasFlag(FieldAttributes.Static)),
            reader.GetTableRowCount(TableIndex.MethodDef));
    }
}
