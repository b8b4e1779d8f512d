using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>What the instructions of a group cost in the interpreter.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Weight">Cost units per instruction: host instructions of the interpreter, approximately.</param>
/// <param name="Basis">Whether the weight was measured.</param>
/// <param name="Note">What the group holds, or why the weight is what it is.</param>
/// <param name="Opcodes">ECMA-335 names, without the closing dot of prefixes.</param>
public sealed record InstructionCost(
    string Group,
    int Weight,
    CostBasis Basis,
    string Note,
    ImmutableArray<string> Opcodes);

/// <summary>Where a weight comes from.</summary>
public enum CostBasis
{
    /// <summary>Regression over counts of the real runtime.</summary>
    Measured,

    /// <summary>Derived from the weights of similar instructions.</summary>
    Estimate,
}
