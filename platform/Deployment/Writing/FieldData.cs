using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Platform.Deployment.Writing;

/// <summary>The bytes that a field with data begins with.</summary>
internal static class FieldData
{
    /// <summary>The bytes; empty for a field without data.</summary>
    /// <exception cref="BadImageFormatException">They run over the end of their section.</exception>
    public static ImmutableArray<byte> Of(PEReader file, MetadataReader reader, FieldDefinition field)
    {
        var address = field.GetRelativeVirtualAddress();
        if (!field.Attributes.HasFlag(FieldAttributes.HasFieldRVA) || address == 0)
        {
            return [];
        }

        var (size, section) = (SizeOf(reader, field), file.GetSectionData(address));
        return size <= section.Length
            ? section.GetContent(0, size)
            : throw new BadImageFormatException("the data of a field runs over the end of its section");
    }

    private static int SizeOf(MetadataReader reader, FieldDefinition field)
    {
        var signature = reader.GetBlobReader(field.Signature);
        signature.ReadByte();
        return signature.ReadSignatureTypeCode() switch
        {
            SignatureTypeCode.TypeHandle when signature.ReadTypeHandle() is { Kind: HandleKind.TypeDefinition } type => reader
                .GetTypeDefinition((TypeDefinitionHandle)type)
                .GetLayout()
                .Size,
            SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double => 8,
            SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single => 4,
            SignatureTypeCode.Int16 or SignatureTypeCode.UInt16 or SignatureTypeCode.Char => 2,
            SignatureTypeCode.SByte or SignatureTypeCode.Byte or SignatureTypeCode.Boolean => 1,
            _ => throw new BadImageFormatException("a field with data has a type without a size"),
        };
    }
}
