using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>
/// What readers of metadata that call themselves rely on: types are nested to an end, and signatures are short. A file that
/// breaks it would end the process instead of being refused.
/// </summary>
public static class MetadataShape
{
    // 255 parameters of seven bytes each: a reference to an array of a type with the longest token.
    private const int LongestSignature = 2048;
    private const int DeepestNesting = 64;

    /// <summary>Checks an assembly whose tables have not been followed yet.</summary>
    /// <exception cref="BadImageFormatException">Types are nested in each other, or a signature is longer than any method's.</exception>
    public static void Check(MetadataReader reader)
    {
        foreach (var handle in reader.TypeDefinitions)
        {
            CheckNesting(handle, type => reader.GetTypeDefinition((TypeDefinitionHandle)type).GetDeclaringType());
        }

        foreach (var handle in reader.TypeReferences)
        {
            CheckNesting(handle, type => reader.GetTypeReference((TypeReferenceHandle)type).ResolutionScope is { Kind: HandleKind.TypeReference } scope ? scope : default);
        }

        foreach (var signature in Signatures(reader))
        {
            if (reader.GetBlobReader(signature).Length > LongestSignature)
            {
                throw new BadImageFormatException($"a signature is longer than {LongestSignature} bytes");
            }
        }
    }

    private static void CheckNesting(EntityHandle type, Func<EntityHandle, EntityHandle> enclosing)
    {
        for (var depth = 0; !type.IsNil; depth++)
        {
            if (depth == DeepestNesting)
            {
                throw new BadImageFormatException($"types are nested more than {DeepestNesting} deep");
            }

            type = enclosing(type);
        }
    }

    private static IEnumerable<BlobHandle> Signatures(MetadataReader reader) =>
    [
        .. reader.FieldDefinitions.Select(handle => reader.GetFieldDefinition(handle).Signature),
        .. reader.MethodDefinitions.Select(handle => reader.GetMethodDefinition(handle).Signature),
        .. reader.MemberReferences.Select(handle => reader.GetMemberReference(handle).Signature),
        .. Rows(reader, TableIndex.StandAloneSig).Select(row => reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).Signature),
        .. Rows(reader, TableIndex.TypeSpec).Select(row => reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).Signature),
    ];

    private static IEnumerable<int> Rows(MetadataReader reader, TableIndex table) => Enumerable.Range(1, reader.GetTableRowCount(table));
}
