using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Decodes signatures; equal types have equal names whichever assembly they are seen from.</summary>
internal sealed class CheckedSignatures : ISignatureTypeProvider<SignatureType, object?>
{
    public static readonly CheckedSignatures Instance = new();

    // A heap block of a 32-bit device; references and structs in an array take one each.
    private const int HeapBlockBytes = 12;

    private const string SystemPrefix = "System.";

    private CheckedSignatures() { }

    public static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{NameOf(reader, outer)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    public static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    public SignatureType GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        typeCode switch
        {
            PrimitiveTypeCode.Boolean or PrimitiveTypeCode.SByte or PrimitiveTypeCode.Byte => new(
                typeCode.ToString(),
                StackKind.Int32,
                TypeTraits.None,
                1
            ),
            PrimitiveTypeCode.Char or PrimitiveTypeCode.Int16 or PrimitiveTypeCode.UInt16 => new(
                typeCode.ToString(),
                StackKind.Int32,
                TypeTraits.None,
                2
            ),
            PrimitiveTypeCode.Int32 or PrimitiveTypeCode.UInt32 => new(typeCode.ToString(), StackKind.Int32, TypeTraits.None, 4),
            PrimitiveTypeCode.Int64 or PrimitiveTypeCode.UInt64 => new(typeCode.ToString(), StackKind.Int64, TypeTraits.None, 8),
            PrimitiveTypeCode.Single => new("Single", StackKind.Float, TypeTraits.None, 4),
            PrimitiveTypeCode.Double => new("Double", StackKind.Float, TypeTraits.None, 8),
            PrimitiveTypeCode.Void => new("Void", StackKind.Void, TypeTraits.None, 0),
            PrimitiveTypeCode.IntPtr or PrimitiveTypeCode.UIntPtr => new(typeCode.ToString(), StackKind.Other, TypeTraits.None, 4),
            _ => new(typeCode.ToString(), StackKind.Other, TypeTraits.None, HeapBlockBytes),
        };

    public SignatureType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        Named(NameOf(reader, handle));

    public SignatureType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        Named(NameOf(reader, handle));

    // Compilers write what a specification says in its place; chains of them would have no end.
    public SignatureType GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind
    ) => throw new BadImageFormatException("a signature names a type specification");

    public SignatureType GetSZArrayType(SignatureType elementType) =>
        new(elementType.Name + "[]", StackKind.Other, elementType.Traits, HeapBlockBytes);

    public SignatureType GetArrayType(SignatureType elementType, ArrayShape shape) =>
        new(
            $"{elementType.Name}[{new string(',', shape.Rank - 1)}]",
            StackKind.Other,
            elementType.Traits | TypeTraits.Multidimensional,
            HeapBlockBytes
        );

    public SignatureType GetByReferenceType(SignatureType elementType) =>
        new(elementType.Name + "&", StackKind.Other, elementType.Traits, HeapBlockBytes);

    public SignatureType GetPointerType(SignatureType elementType) =>
        new(elementType.Name + "*", StackKind.Other, elementType.Traits | TypeTraits.Pointer, HeapBlockBytes);

    public SignatureType GetPinnedType(SignatureType elementType) => elementType with { Traits = elementType.Traits | TypeTraits.Pointer };

    public SignatureType GetFunctionPointerType(MethodSignature<SignatureType> signature) =>
        new("method*", StackKind.Other, TypeTraits.Pointer, HeapBlockBytes);

    public SignatureType GetModifiedType(SignatureType modifier, SignatureType unmodifiedType, bool isRequired) =>
        isRequired ? unmodifiedType with { Name = $"{unmodifiedType.Name} modreq({modifier.Name})" } : unmodifiedType;

    public SignatureType GetGenericInstantiation(SignatureType genericType, ImmutableArray<SignatureType> typeArguments) =>
        new(
            $"{genericType.Name}<{string.Join(",", typeArguments.Select(argument => argument.Name))}>",
            StackKind.Other,
            TypeTraits.Generic,
            HeapBlockBytes
        );

    public SignatureType GetGenericMethodParameter(object? genericContext, int index) =>
        new($"!!{index}", StackKind.Other, TypeTraits.Generic, HeapBlockBytes);

    public SignatureType GetGenericTypeParameter(object? genericContext, int index) =>
        new($"!{index}", StackKind.Other, TypeTraits.Generic, HeapBlockBytes);

    // Tokens name primitive types by their structs (newarr System.Int32), signatures by a code; they are one type.
    private SignatureType Named(string name) =>
        name.StartsWith(SystemPrefix, StringComparison.Ordinal)
        && Enum.TryParse<PrimitiveTypeCode>(name.AsSpan(SystemPrefix.Length), out var primitive)
            ? GetPrimitiveType(primitive)
            : new SignatureType(name, StackKind.Other, TypeTraits.None, HeapBlockBytes);

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}
