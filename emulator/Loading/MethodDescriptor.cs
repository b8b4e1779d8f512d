using System.Collections.Immutable;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Loading;

/// <summary>A method: what callers need to know, its IL, and its decoded form once it has been decoded.</summary>
internal sealed class MethodDescriptor(
    TypeDescriptor declaring, string name, TypeDescriptor returns, ImmutableArray<TypeDescriptor> parameters, bool isStatic)
{
    public TypeDescriptor Declaring { get; } = declaring;

    public string Name { get; } = name;

    public TypeDescriptor Returns { get; } = returns;

    /// <summary>Types of the declared parameters, without <c>this</c>.</summary>
    public ImmutableArray<TypeDescriptor> Parameters { get; } = parameters;

    public bool IsStatic { get; } = isStatic;

    public bool IsVirtual { get; init; }

    public bool IsAbstract { get; init; }

    /// <summary>A virtual method that starts a new slot and overrides nothing.</summary>
    public bool IsNewSlot { get; init; }

    public bool IsConstructor => Name == ".ctor";

    /// <summary>The IL and what belongs to it; null for abstract, delegate and library methods.</summary>
    public MethodBody? Body { get; set; }

    /// <summary>What runs instead of IL; null for methods with a body.</summary>
    public LibraryMethod? Library { get; set; }

    public MethodCode? Code { get; set; }

    /// <summary>Arguments including <c>this</c>.</summary>
    public int ArgumentCount => Parameters.Length + (IsStatic ? 0 : 1);

    /// <summary>Name and parameter types, equal for a method and its overrides.</summary>
    public string Signature { get; } = $"{name}({string.Join(',', parameters)})";

    public override string ToString() => $"{Declaring}::{Signature}";
}
