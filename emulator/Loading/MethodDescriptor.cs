using System.Collections.Immutable;
using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Loading;

/// <summary>A method: what callers need to know, its IL, and its decoded form once it has been decoded.</summary>
internal sealed class MethodDescriptor(
    TypeDescriptor declaring,
    string name,
    TypeDescriptor returns,
    ImmutableArray<TypeDescriptor> parameters,
    bool isStatic
)
{
    private MethodBody? _body;
    private string? _signature;

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

    /// <summary>A method of the core library that the runtime itself implements.</summary>
    public bool IsNative { get; init; }

    public bool IsConstructor => Name == ".ctor";

    /// <summary>Reads the IL of a method that has some.</summary>
    public Func<MethodBody>? ReadBody { private get; init; }

    /// <summary>The IL and what belongs to it, read on its first use; null for abstract, delegate and native methods.</summary>
    public MethodBody? Body => _body ??= ReadBody?.Invoke();

    /// <summary>What runs instead of IL; null for methods with a body.</summary>
    public LibraryMethod? Library { get; set; }

    public MethodCode? Code { get; set; }

    /// <summary>Arguments including <c>this</c>.</summary>
    public int ArgumentCount => Parameters.Length + (IsStatic ? 0 : 1);

    /// <summary>Name and parameter types, equal for a method and its overrides.</summary>
    public string Signature => _signature ??= $"{Name}({string.Join(',', Parameters)})";

    /// <summary>Whether a name and parameter types are the same.</summary>
    public bool HasSignatureOf(MethodDescriptor other) => Name == other.Name && Signature == other.Signature;

    public override string ToString() => $"{Declaring}::{Signature}";
}
