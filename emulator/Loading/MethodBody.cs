using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Emulator.Loading;

/// <summary>The IL of a method as it stands in the assembly.</summary>
internal sealed class MethodBody(
    AssemblyImage image,
    ImmutableArray<byte> code,
    ImmutableArray<TypeDescriptor> locals,
    ImmutableArray<ExceptionClause> clauses,
    int maxStack
)
{
    public AssemblyImage Image { get; } = image;

    public ImmutableArray<byte> Code { get; } = code;

    public ImmutableArray<TypeDescriptor> Locals { get; } = locals;

    public ImmutableArray<ExceptionClause> Clauses { get; } = clauses;

    public int MaxStack { get; } = maxStack;
}

/// <summary>A protected range and its handler, offsets in IL bytes.</summary>
internal sealed record ExceptionClause(
    ExceptionRegionKind Kind,
    int TryStart,
    int TryEnd,
    int HandlerStart,
    int HandlerEnd,
    int FilterStart,
    TypeDescriptor? Catches
)
{
    public bool ProtectsOffset(int offset) => offset >= TryStart && offset < TryEnd;

    public bool HandlesOffset(int offset) => offset >= HandlerStart && offset < HandlerEnd;
}
