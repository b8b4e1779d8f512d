using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Decodes signatures to <see cref="TypeNode"/>s.</summary>
internal sealed class TypeNodes : ISignatureTypeProvider<TypeNode, object?>
{
    private const byte ValueTypeCode = 0x11;

    public static readonly TypeNodes Instance = new();

    private TypeNodes() { }

    public static string NameOf(MetadataReader reader, EntityHandle handle) =>
        handle.Kind == HandleKind.TypeDefinition
            ? NameOf(reader, (TypeDefinitionHandle)handle)
            : NameOf(reader, (TypeReferenceHandle)handle);

    public TypeNode GetPrimitiveType(PrimitiveTypeCode typeCode) => new(TypeNodeKind.Primitive, $"System.{typeCode}");

    public TypeNode GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Named(NameOf(reader, handle), handle, rawTypeKind);

    public TypeNode GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Named(NameOf(reader, handle), handle, rawTypeKind);

    public TypeNode GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => throw new BadImageFormatException("a signature names a type specification");

    public TypeNode GetSZArrayType(TypeNode elementType) => Around(TypeNodeKind.Array, elementType, "[]") with { Number = 1 };

    public TypeNode GetArrayType(TypeNode elementType, ArrayShape shape) =>
        Around(TypeNodeKind.Array, elementType, $"[{new string(',', shape.Rank - 1)}]") with
        {
            Number = shape.Rank,
        };

    public TypeNode GetByReferenceType(TypeNode elementType) => Around(TypeNodeKind.ByReference, elementType, "&");

    public TypeNode GetPointerType(TypeNode elementType) => Around(TypeNodeKind.Pointer, elementType, "*");

    public TypeNode GetPinnedType(TypeNode elementType) => Around(TypeNodeKind.Pinned, elementType, " pinned");

    public TypeNode GetModifiedType(TypeNode modifier, TypeNode unmodifiedType, bool isRequired) =>
        isRequired
            ? Around(TypeNodeKind.Modified, unmodifiedType, $" modreq({modifier.FullName})")
            : Around(TypeNodeKind.OptionalModified, unmodifiedType, $" modopt({modifier.FullName})");

    public TypeNode GetGenericInstantiation(TypeNode genericType, ImmutableArray<TypeNode> typeArguments) =>
        Around(TypeNodeKind.GenericInstance, genericType, $"<{string.Join(",", typeArguments.Select(argument => argument.FullName))}>") with
        {
            Arguments = typeArguments,
        };

    public TypeNode GetGenericMethodParameter(object? genericContext, int index) =>
        new(TypeNodeKind.MethodParameter, $"!!{index}", Number: index);

    public TypeNode GetGenericTypeParameter(object? genericContext, int index) =>
        new(TypeNodeKind.TypeParameter, $"!{index}", Number: index);

    public TypeNode GetFunctionPointerType(MethodSignature<TypeNode> signature) => new(TypeNodeKind.FunctionPointer, "method*");

    private static TypeNode Around(TypeNodeKind kind, TypeNode element, string suffix) =>
        new(kind, element.FullName + suffix, Element: element);

    private static TypeNode Named(string name, EntityHandle handle, byte rawTypeKind) =>
        new(rawTypeKind == ValueTypeCode ? TypeNodeKind.ValueType : TypeNodeKind.Class, name, handle);

    private static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{NameOf(reader, outer)}/{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}/{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
