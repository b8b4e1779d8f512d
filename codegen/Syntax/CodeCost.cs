using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>What a piece of generated code costs: executed instructions and their weight, and the bytes that it takes.</summary>
/// <param name="Instructions">IL instructions that one execution takes: the number, or the expected one where data decide.</param>
/// <param name="CostUnits">
/// Of a method, the same weighted as the emulator does, by opcodes and operands (<see cref="InstructionCosts"/>); of a part, that of the
/// methods that it calls: its own instructions depend on what the whole method declares.
/// </param>
/// <param name="IlBytes">IL in the form of the .pe: of a method exactly, of a part of it while locals are far and branches short.</param>
/// <param name="Least">Instructions that it takes whatever the data are.</param>
/// <param name="Most">Instructions that it may take; the same where data decide nothing.</param>
internal readonly record struct CodeCost(double Instructions, double CostUnits, int IlBytes, double Least, double Most)
{
    /// <summary>Nothing.</summary>
    public static readonly CodeCost None;

    /// <summary>One instruction.</summary>
    /// <param name="bytes">Of it and its operand.</param>
    public static CodeCost Of(int bytes = 1) => new(1, 0, bytes, 1, 1);

    /// <summary>One piece or the other, as data decide.</summary>
    /// <param name="one">Executed with the probability.</param>
    /// <param name="other">Executed otherwise.</param>
    /// <param name="probability">0..1.</param>
    public static CodeCost Either(CodeCost one, CodeCost other, double probability) =>
        ((one * probability) + (other * (1 - probability))) with
        {
            Least = Math.Min(one.Least, other.Least),
            Most = Math.Max(one.Most, other.Most),
        };

    /// <summary>One piece after the other.</summary>
    public static CodeCost operator +(CodeCost a, CodeCost b) =>
        new(a.Instructions + b.Instructions, a.CostUnits + b.CostUnits, a.IlBytes + b.IlBytes, a.Least + b.Least, a.Most + b.Most);

    /// <summary>The same code, executed so many times; on average where it is not a whole number.</summary>
    public static CodeCost operator *(CodeCost cost, double times) =>
        new(cost.Instructions * times, cost.CostUnits * times, cost.IlBytes, cost.Least * times, cost.Most * times);

    /// <summary>So many pieces of code that cost the same, one after the other.</summary>
    public CodeCost Repeated(int pieces) => (this * pieces) with { IlBytes = IlBytes * pieces };
}
