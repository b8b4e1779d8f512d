using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Emulator.Loading;

/// <summary>Turns the types that signatures name into descriptors; what nanoFramework has no form of is refused.</summary>
internal sealed class SignatureTypes(TypeSystem types, AssemblyImage image) : ISignatureTypeProvider<TypeDescriptor, object?>
{
    public TypeDescriptor GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode switch
        {
            PrimitiveTypeCode.Void => types.Library("System.Void"),
            PrimitiveTypeCode.TypedReference => throw Unsupported(DiagnosticNumbers.UnsupportedInstruction, "typed references"),
            _ => types.Library(NameOf(typeCode)),
        };

    // Names by Enum.ToString cost the start of a program more than all signatures of a network.
    private static string NameOf(PrimitiveTypeCode typeCode) =>
        typeCode switch
        {
            PrimitiveTypeCode.Boolean => "System.Boolean",
            PrimitiveTypeCode.SByte => "System.SByte",
            PrimitiveTypeCode.Byte => "System.Byte",
            PrimitiveTypeCode.Char => "System.Char",
            PrimitiveTypeCode.Int16 => "System.Int16",
            PrimitiveTypeCode.UInt16 => "System.UInt16",
            PrimitiveTypeCode.Int32 => "System.Int32",
            PrimitiveTypeCode.UInt32 => "System.UInt32",
            PrimitiveTypeCode.Int64 => "System.Int64",
            PrimitiveTypeCode.UInt64 => "System.UInt64",
            PrimitiveTypeCode.Single => "System.Single",
            PrimitiveTypeCode.Double => "System.Double",
            PrimitiveTypeCode.IntPtr => "System.IntPtr",
            PrimitiveTypeCode.UIntPtr => "System.UIntPtr",
            PrimitiveTypeCode.String => "System.String",
            PrimitiveTypeCode.Object => "System.Object",
            _ => throw new BadImageFormatException($"signature with the unknown primitive type {(int)typeCode}"),
        };

    public TypeDescriptor GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        image.TypeOf(handle);

    public TypeDescriptor GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        image.TypeOf(handle, (SignatureTypeKind)rawTypeKind == SignatureTypeKind.ValueType);

    public TypeDescriptor GetTypeFromSpecification(
        MetadataReader reader,
        object? context,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => throw new BadImageFormatException("a signature names a type specification");

    public TypeDescriptor GetSZArrayType(TypeDescriptor elementType) => types.ArrayOf(elementType);

    public TypeDescriptor GetByReferenceType(TypeDescriptor elementType) => elementType.ReferenceTo();

    public TypeDescriptor GetModifiedType(TypeDescriptor modifier, TypeDescriptor unmodifiedType, bool isRequired) =>
        modifier.FullName == "System.Runtime.CompilerServices.IsVolatile"
            ? throw Unsupported(DiagnosticNumbers.MissingMember, "volatile fields")
            : unmodifiedType;

    public TypeDescriptor GetPinnedType(TypeDescriptor elementType) =>
        throw Unsupported(DiagnosticNumbers.Pointer, "pinned locals ('fixed')");

    public TypeDescriptor GetPointerType(TypeDescriptor elementType) => throw Unsupported(DiagnosticNumbers.Pointer, "pointers");

    public TypeDescriptor GetArrayType(TypeDescriptor elementType, ArrayShape shape) =>
        throw Unsupported(DiagnosticNumbers.MultidimensionalArray, "arrays of more than one dimension (use jagged arrays)");

    public TypeDescriptor GetGenericInstantiation(TypeDescriptor genericType, ImmutableArray<TypeDescriptor> typeArguments) =>
        throw Unsupported(DiagnosticNumbers.GenericType, "generic types");

    public TypeDescriptor GetGenericMethodParameter(object? genericContext, int index) =>
        throw Unsupported(DiagnosticNumbers.GenericMethod, "generic methods");

    public TypeDescriptor GetGenericTypeParameter(object? genericContext, int index) =>
        throw Unsupported(DiagnosticNumbers.GenericType, "generic types");

    public TypeDescriptor GetFunctionPointerType(MethodSignature<TypeDescriptor> signature) =>
        throw Unsupported(DiagnosticNumbers.Pointer, "function pointers");

    private static EmulatorException Unsupported(string number, string what) => new(number, $"nanoFramework 1.x has no {what}");
}
