using Striate.Emulator.Loading;

namespace Striate.Emulator.Execution;

/// <summary>An object, or a struct, which the device keeps on its heap too. Numbers and references live apart.</summary>
internal sealed class Instance(TypeDescriptor type)
{
    public readonly TypeDescriptor Type = type;
    public readonly long[] Numbers = type.NumberCount == 0 ? [] : new long[type.NumberCount];
    public readonly object?[] References = type.ReferenceCount == 0 ? [] : new object?[type.ReferenceCount];
}

/// <summary>An array of references or of structs.</summary>
internal sealed class ReferenceArray(TypeDescriptor type, int length)
{
    public readonly TypeDescriptor Type = type;
    public readonly object?[] Items = new object?[length];
}

/// <summary>A number or enumeration as an object; methods of its type change it by its address.</summary>
internal sealed record Boxed(TypeDescriptor Type, long Value)
{
    public long Value { get; set; } = Value;
}

/// <summary>A delegate: one method and the object it is bound to, or a list of delegates.</summary>
internal sealed class DelegateObject(TypeDescriptor type, MethodDescriptor method, object? target)
{
    public readonly TypeDescriptor Type = type;
    public readonly MethodDescriptor Method = method;
    public readonly object? Target = target;

    /// <summary>The single delegates of a combined one, in order; null for a single one.</summary>
    public DelegateObject[]? Parts { get; init; }
}

/// <summary>What <c>typeof</c> and <c>GetType</c> give.</summary>
internal sealed record TypeObject(TypeDescriptor Type);

/// <summary>A field of a type, as reflection gives it.</summary>
internal sealed record FieldObject(FieldDescriptor Field);
