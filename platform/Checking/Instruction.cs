using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>One IL instruction of a method.</summary>
/// <param name="Offset">Byte offset in the method's body.</param>
/// <param name="Opcode">The operation.</param>
/// <param name="Operand">
/// Literal, metadata token, number of a local or argument, or the offset that a branch goes to; the bits of a
/// floating-point literal.
/// </param>
/// <param name="Targets">Offsets that a switch goes to; empty for everything else.</param>
public readonly record struct Instruction(int Offset, ILOpCode Opcode, long Operand, ImmutableArray<int> Targets);
