using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Emulator.Loading;

/// <summary>The IL of a method as it stands in the assembly.</summary>
internal sealed record MethodBody(
    AssemblyImage Image,
    ImmutableArray<byte> Code,
    ImmutableArray<TypeDescriptor> Locals,
    ImmutableArray<ExceptionClause> Clauses,
    int MaxStack);

/// <summary>A protected range and its handler, offsets in IL bytes.</summary>
internal sealed record ExceptionClause(
    ExceptionRegionKind Kind,
    int TryStart,
    int TryEnd,
    int HandlerStart,
    int HandlerEnd,
    int FilterStart,
    TypeDescriptor? Catches)
{
    public bool ProtectsOffset(int offset) => offset >= TryStart && offset < TryEnd;

    public bool HandlesOffset(int offset) => offset >= HandlerStart && offset < HandlerEnd;
}
