using System.Reflection.Metadata;

namespace Striate.Platform.Deployment.Writing;

/// <summary>What a type in a signature is made of.</summary>
internal enum TypeNodeKind
{
    Primitive,
    Class,
    ValueType,
    Array,
    ByReference,
    Pointer,
    GenericInstance,
    TypeParameter,
    MethodParameter,
    Modified,
    OptionalModified,
    Pinned,
    FunctionPointer,
}

/// <summary>A type in a signature.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="FullName">Namespace and names, nested types behind a slash; equal names are equal types.</param>
/// <param name="Handle">Definition or reference of a class or struct; nil for all others.</param>
/// <param name="Element">What an array, reference, pointer, instance or modifier is made of.</param>
/// <param name="Arguments">Type arguments of an instance.</param>
/// <param name="Number">Rank of an array, position of a generic parameter.</param>
internal sealed record TypeNode(
    TypeNodeKind Kind,
    string FullName,
    EntityHandle Handle = default,
    TypeNode? Element = null,
    IReadOnlyList<TypeNode>? Arguments = null,
    int Number = 0
)
{
    /// <summary>The type at the heart of arrays, references and instances.</summary>
    public TypeNode Innermost => Element?.Innermost ?? this;

    /// <summary>True for a class or struct that has a definition.</summary>
    public bool IsNamed => Kind is TypeNodeKind.Class or TypeNodeKind.ValueType;

    /// <summary>True for one that only a specification can name.</summary>
    public bool IsSpecification => Element is not null || Kind == TypeNodeKind.FunctionPointer;

    /// <summary>Whether a generic parameter is part of it.</summary>
    public bool HasParameter =>
        Kind is TypeNodeKind.TypeParameter or TypeNodeKind.MethodParameter
        || Element is { HasParameter: true }
        || (Arguments?.Any(argument => argument.HasParameter) ?? false);
}
