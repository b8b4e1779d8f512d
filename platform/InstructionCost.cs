using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform;

/// <summary>What the instructions of a group cost in the interpreter.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Units">Cost units of an instruction whose operand has none of the <paramref name="Types"/>.</param>
/// <param name="Types">Cost units where the operand is one of these; see <see cref="InstructionCosts.NameOf(OperandKind)"/>.</param>
/// <param name="Basis">Whether they were measured.</param>
/// <param name="Note">What the group holds, or why the units are what they are.</param>
/// <param name="Opcodes">ECMA-335 names, without the closing dot of prefixes.</param>
public sealed record InstructionCost(
    string Group,
    int Units,
    ImmutableSortedDictionary<string, int> Types,
    CostBasis Basis,
    string Note,
    ImmutableArray<string> Opcodes
);

/// <summary>Where units come from.</summary>
public enum CostBasis
{
    /// <summary>Host instructions of the real runtime's interpreter loop, counted.</summary>
    Measured,

    /// <summary>Derived from the units of similar instructions.</summary>
    Estimate,
}

/// <summary>
/// The kind of operand that decides what an instruction costs: of two the left one, of a load or store what is loaded or stored, of a
/// call what it gives back.
/// </summary>
public enum OperandKind
{
    /// <summary>Whatever costs as if nothing were known: floats, structures.</summary>
    Other,

    /// <summary>32 bits.</summary>
    Int,

    /// <summary>32 bits without a sign.</summary>
    UInt,

    /// <summary>64 bits.</summary>
    Long,

    /// <summary>64 bits without a sign.</summary>
    ULong,

    /// <summary>A local or argument of fewer than 32 bits: what is loaded of it is 32 bits.</summary>
    Small,

    /// <summary>An array or an object.</summary>
    Reference,

    /// <summary>The address of a local, field or element.</summary>
    Address,

    /// <summary>Nothing: of a call.</summary>
    Void,
}

/// <summary>An instruction as far as its cost goes.</summary>
/// <param name="Opcode">Its opcode.</param>
/// <param name="Kind">Its operand.</param>
/// <param name="IsBack">Of a conditional jump: whether it goes back, as that of a loop does, and so is taken as a rule.</param>
public readonly record struct InstructionForm(ILOpCode Opcode, OperandKind Kind = OperandKind.Other, bool IsBack = false)
{
    /// <inheritdoc/>
    public override string ToString() =>
        InstructionCosts.NameOf(Opcode)
        + (Kind == OperandKind.Other ? "" : " " + InstructionCosts.NameOf(Kind))
        + (IsBack ? InstructionCosts.Back : "");
}
