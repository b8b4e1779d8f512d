using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>What a piece of generated code costs: executed instructions and their weight, and the bytes that it takes.</summary>
/// <param name="Instructions">IL instructions that one execution takes.</param>
/// <param name="CostUnits">The same, weighted by opcode as the emulator does (<see cref="InstructionCosts"/>).</param>
/// <param name="IlBytes">IL in the form of the .pe, a little more or less: slots of locals are the compiler's choice.</param>
public readonly record struct CodeCost(long Instructions, long CostUnits, int IlBytes)
{
    /// <summary>Nothing.</summary>
    public static readonly CodeCost None;

    /// <summary>One instruction.</summary>
    /// <param name="opcode">Which.</param>
    /// <param name="bytes">Of it and its operand.</param>
    public static CodeCost Of(ILOpCode opcode, int bytes = 1) => new(1, InstructionCosts.Of(opcode), bytes);

    /// <summary>One piece after the other.</summary>
    public static CodeCost operator +(CodeCost a, CodeCost b) =>
        new(a.Instructions + b.Instructions, a.CostUnits + b.CostUnits, a.IlBytes + b.IlBytes);

    /// <summary>The same code, executed so many times.</summary>
    public static CodeCost operator *(CodeCost cost, long times) => new(cost.Instructions * times, cost.CostUnits * times, cost.IlBytes);

    /// <summary>So many pieces of code that cost the same, one after the other.</summary>
    public CodeCost Repeated(int pieces) => (this * pieces) with { IlBytes = IlBytes * pieces };

    /// <summary>The same code, executed with a probability.</summary>
    public CodeCost Likely(double probability) =>
        new((long)Math.Round(Instructions * probability), (long)Math.Round(CostUnits * probability), IlBytes);
}
