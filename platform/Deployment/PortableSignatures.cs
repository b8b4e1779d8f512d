using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Deployment;

/// <summary>Types as the bytes that a .pe signature has for them (nanoSignaturesTable.cs, WriteTypeInfo).</summary>
/// <param name="reader">The assembly.</param>
/// <param name="numberOf">Number of a referenced type among those that are written.</param>
internal sealed class PortableSignatures(MetadataReader reader, Func<TypeReferenceHandle, int> numberOf)
    : ISignatureTypeProvider<byte[], object?>
{
    private const byte ClassOrStruct = 0x80;
    private const byte Array = 0x81;
    private const byte ByReference = 0x82;

    public byte[] GetPrimitiveType(PrimitiveTypeCode typeCode) => [(byte)typeCode];

    public byte[] GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        [ClassOrStruct, .. Token(handle)];

    public byte[] GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        [ClassOrStruct, .. Token(handle)];

    public byte[] GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        throw new BadImageFormatException("a signature names a type specification");

    public byte[] GetSZArrayType(byte[] elementType) => [Array, .. elementType];

    public byte[] GetArrayType(byte[] elementType, ArrayShape shape) => [Array, .. elementType];

    public byte[] GetByReferenceType(byte[] elementType) => [ByReference, .. elementType];

    public byte[] GetPointerType(byte[] elementType) => [ByReference, .. elementType];

    public byte[] GetPinnedType(byte[] elementType) => elementType;

    public byte[] GetModifiedType(byte[] modifier, byte[] unmodifiedType, bool isRequired) => unmodifiedType;

    public byte[] GetGenericInstantiation(byte[] genericType, ImmutableArray<byte[]> typeArguments) =>
        [ClassOrStruct, .. genericType, (byte)typeArguments.Length, .. typeArguments.SelectMany(argument => argument)];

    public byte[] GetGenericMethodParameter(object? genericContext, int index) => [ClassOrStruct, (byte)index];

    public byte[] GetGenericTypeParameter(object? genericContext, int index) => [ClassOrStruct, (byte)index];

    public byte[] GetFunctionPointerType(MethodSignature<byte[]> signature) => [ClassOrStruct];

    /// <summary>A compressed number: one byte below 128, two below 16,384.</summary>
    public byte[] Token(EntityHandle handle)
    {
        var number = handle.Kind == HandleKind.TypeReference
            ? (numberOf((TypeReferenceHandle)handle) << 2) | 1
            : (reader.GetRowNumber(handle) - 2) << 2;
        return number < 0x80 ? [(byte)number] : [(byte)(0x80 | (number >> 8)), (byte)number];
    }
}
