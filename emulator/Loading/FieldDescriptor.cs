using System.Collections.Immutable;

namespace Striate.Emulator.Loading;

/// <summary>A field: where its value lives, and for a data field its bytes in the image.</summary>
internal sealed class FieldDescriptor(TypeDescriptor declaring, string name, TypeDescriptor type, bool isStatic)
{
    public TypeDescriptor Declaring { get; } = declaring;

    public string Name { get; } = name;

    public TypeDescriptor Type { get; } = type;

    public bool IsStatic { get; } = isStatic;

    /// <summary>Index among the numbers or among the references of the object (or of all statics).</summary>
    public int Index { get; set; }

    /// <summary>Initial bytes of a field that holds an array initialiser; empty otherwise.</summary>
    public ImmutableArray<byte> Data { get; init; } = [];

    public override string ToString() => $"{Declaring}.{Name}";
}
