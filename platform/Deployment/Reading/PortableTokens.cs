using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>What numbers in a .pe are in the assembly that is made of it: rows keep their order.</summary>
internal sealed class PortableTokens(PortableRecords records)
{
    private const int Referenced = 0x8000;
    private const int ReferencedType = 0x4000;

    /// <summary>A type of the file; row 1 is the module's own.</summary>
    public TypeDefinitionHandle Type(int number) => MetadataTokens.TypeDefinitionHandle(Checked(number, records.Types.Length) + 2);

    public TypeReferenceHandle TypeReference(int number) =>
        MetadataTokens.TypeReferenceHandle(Checked(number, records.TypeReferences.Length) + 1);

    public TypeSpecificationHandle Specification(int number) =>
        MetadataTokens.TypeSpecificationHandle(Checked(number, records.TypeSpecifications.Length) + 1);

    /// <summary>A type in code: the highest bits say in which table it stands.</summary>
    public EntityHandle TypeInCode(ushort number) =>
        (number & Referenced) != 0 ? Specification(number & ~Referenced)
        : (number & ReferencedType) != 0 ? TypeReference(number & ~ReferencedType)
        : Type(number);

    /// <summary>A base type or a type that is caught.</summary>
    public EntityHandle TypeInRecord(ushort number) => (number & Referenced) != 0 ? TypeReference(number & ~Referenced) : Type(number);

    public EntityHandle Field(ushort number) =>
        (number & Referenced) != 0
            ? MetadataTokens.MemberReferenceHandle(Checked(number & ~Referenced, records.FieldReferences.Length) + 1)
            : MetadataTokens.FieldDefinitionHandle(Checked(number, records.Fields.Length) + 1);

    public EntityHandle Method(ushort number) =>
        (number & Referenced) != 0
            ? MethodReference(number & ~Referenced)
            : MetadataTokens.MethodDefinitionHandle(Checked(number, records.Methods.Length) + 1);

    public MemberReferenceHandle MethodReference(int number) =>
        MetadataTokens.MemberReferenceHandle(records.FieldReferences.Length + Checked(number, records.MethodReferences.Length) + 1);

    /// <summary>A type or field of ldtoken: its table is in the highest byte.</summary>
    public EntityHandle Token(uint token)
    {
        var number = (int)(token & 0xFFFF);
        PortableFile.Check((token & 0xFF_0000) == 0, "ldtoken names something that is not there");
        return (PortableTable)(token >> 24) switch
        {
            PortableTable.TypeReferences => TypeReference(number),
            PortableTable.Types => Type(number),
            PortableTable.Fields => Field((ushort)Checked(number, records.Fields.Length)),
            PortableTable.TypeSpecifications => Specification(number),
            _ => throw new BadImageFormatException("ldtoken names something that is neither a type nor a field"),
        };
    }

    private static int Checked(int number, int rows)
    {
        PortableFile.Check(number < rows, "a number is outside of its table");
        return number;
    }
}
