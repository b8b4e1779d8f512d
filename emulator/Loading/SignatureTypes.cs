using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Emulator.Loading;

/// <summary>Turns the types that signatures name into descriptors; what nanoFramework has no form of is refused.</summary>
internal sealed class SignatureTypes(TypeSystem types, AssemblyImage image) : ISignatureTypeProvider<TypeDescriptor, object?>
{
    public TypeDescriptor GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Void => types.Void,
        PrimitiveTypeCode.TypedReference => throw Unsupported("typed references"),
        _ => types.Library("System." + typeCode),
    };

    public TypeDescriptor GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        image.TypeOf(handle);

    public TypeDescriptor GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        image.TypeOf(handle, (SignatureTypeKind)rawTypeKind == SignatureTypeKind.ValueType);

    public TypeDescriptor GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    public TypeDescriptor GetSZArrayType(TypeDescriptor elementType) => types.ArrayOf(elementType);

    public TypeDescriptor GetByReferenceType(TypeDescriptor elementType) => elementType.ReferenceTo();

    public TypeDescriptor GetModifiedType(TypeDescriptor modifier, TypeDescriptor unmodifiedType, bool isRequired) =>
        modifier.FullName == "System.Runtime.CompilerServices.IsVolatile" ? throw Unsupported("volatile fields") : unmodifiedType;

    public TypeDescriptor GetPinnedType(TypeDescriptor elementType) => throw Unsupported("pinned locals ('fixed')");

    public TypeDescriptor GetPointerType(TypeDescriptor elementType) => throw Unsupported("pointers");

    public TypeDescriptor GetArrayType(TypeDescriptor elementType, ArrayShape shape) =>
        throw Unsupported("arrays of more than one dimension (use jagged arrays)");

    public TypeDescriptor GetGenericInstantiation(TypeDescriptor genericType, ImmutableArray<TypeDescriptor> typeArguments) =>
        throw Unsupported("generic types");

    public TypeDescriptor GetGenericMethodParameter(object? genericContext, int index) => throw Unsupported("generic methods");

    public TypeDescriptor GetGenericTypeParameter(object? genericContext, int index) => throw Unsupported("generic types");

    public TypeDescriptor GetFunctionPointerType(MethodSignature<TypeDescriptor> signature) => throw Unsupported("function pointers");

    private static EmulatorException Unsupported(string what) =>
        new(EmulatorDiagnostics.UnsupportedType, $"nanoFramework 1.x has no {what}");
}
