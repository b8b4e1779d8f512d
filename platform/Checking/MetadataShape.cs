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
        CheckNesting(reader);

        // By row: generic code over handles would be compiled anew for every kind of them, which takes longer than the check.
        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.Field); row++)
        {
            Check(reader, reader.GetFieldDefinition(MetadataTokens.FieldDefinitionHandle(row)).Signature);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MethodDef); row++)
        {
            Check(reader, reader.GetMethodDefinition(MetadataTokens.MethodDefinitionHandle(row)).Signature);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.MemberRef); row++)
        {
            Check(reader, reader.GetMemberReference(MetadataTokens.MemberReferenceHandle(row)).Signature);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.StandAloneSig); row++)
        {
            Check(reader, reader.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).Signature);
        }

        for (var row = 1; row <= reader.GetTableRowCount(TableIndex.TypeSpec); row++)
        {
            Check(reader, reader.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).Signature);
        }
    }

    private static void Check(MetadataReader reader, BlobHandle signature)
    {
        if (reader.GetBlobReader(signature).Length > LongestSignature)
        {
            throw new BadImageFormatException($"a signature is longer than {LongestSignature} bytes");
        }
    }

    private static void CheckNesting(MetadataReader reader)
    {
        foreach (var type in reader.TypeDefinitions)
        {
            var depth = 0;
            for (var outer = type; !outer.IsNil; outer = reader.GetTypeDefinition(outer).GetDeclaringType())
            {
                CheckDepth(depth++);
            }
        }

        foreach (var type in reader.TypeReferences)
        {
            var depth = 0;
            for (
                EntityHandle outer = type;
                outer.Kind == HandleKind.TypeReference;
                outer = reader.GetTypeReference((TypeReferenceHandle)outer).ResolutionScope
            )
            {
                CheckDepth(depth++);
            }
        }
    }

    private static void CheckDepth(int depth)
    {
        if (depth == DeepestNesting)
        {
            throw new BadImageFormatException($"types are nested more than {DeepestNesting} deep");
        }
    }
}
