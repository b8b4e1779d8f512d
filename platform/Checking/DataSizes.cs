using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Bytes behind a field with initial data: a primitive, or a struct with a declared size.</summary>
internal sealed class DataSizes : ISignatureTypeProvider<int, object?>
{
    public static readonly DataSizes Instance = new();

    private DataSizes() { }

    public int GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode switch
        {
            PrimitiveTypeCode.Boolean or PrimitiveTypeCode.SByte or PrimitiveTypeCode.Byte => 1,
            PrimitiveTypeCode.Char or PrimitiveTypeCode.Int16 or PrimitiveTypeCode.UInt16 => 2,
            PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 or PrimitiveTypeCode.Single => 4,
            PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 or PrimitiveTypeCode.Double => 8,
            _ => throw new BadImageFormatException($"a field of type {typeCode} has initial data"),
        };

    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        reader.GetTypeDefinition(handle).GetLayout().Size;

    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => throw Unexpected();

    public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        throw Unexpected();

    public int GetSZArrayType(int elementType) => throw Unexpected();

    public int GetArrayType(int elementType, ArrayShape shape) => throw Unexpected();

    public int GetByReferenceType(int elementType) => throw Unexpected();

    public int GetPointerType(int elementType) => throw Unexpected();

    public int GetPinnedType(int elementType) => throw Unexpected();

    public int GetFunctionPointerType(MethodSignature<int> signature) => throw Unexpected();

    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => unmodifiedType;

    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => throw Unexpected();

    public int GetGenericMethodParameter(object? genericContext, int index) => throw Unexpected();

    public int GetGenericTypeParameter(object? genericContext, int index) => throw Unexpected();

    private static BadImageFormatException Unexpected() =>
        new("a field with initial data is neither a primitive nor a struct of this assembly");
}
