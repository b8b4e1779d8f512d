using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Codegen.Syntax;

/// <summary>A statement of generated code, with its cost as <see cref="Code"/> has it.</summary>
/// <param name="Cost">Of executing it once; loops and calls included.</param>
internal abstract record Statement(CodeCost Cost)
{
    protected static CodeCost One(ILOpCode opcode, int bytes = 1) => CodeCost.Of(opcode, bytes);
}

/// <summary><c>long x0, x1;</c></summary>
internal sealed record Declare(string Type, IReadOnlyList<string> Names) : Statement(CodeCost.None);

/// <summary><c>x0 = value;</c>, with a type it declares the local.</summary>
internal sealed record Assign(string Name, Code Value, string? Type = null) : Statement(Value.Cost + One(ILOpCode.Stloc_s, 2));

/// <summary><c>p += value;</c>, nothing for zero.</summary>
internal sealed record Increase(string Name, Code Value) : Statement(CostOf(Value))
{
    /// <summary>Whether it does nothing.</summary>
    public static bool IsNothing(Code value) => value is IntLiteral { Value: 0 };

    private static CodeCost CostOf(Code value) =>
        IsNothing(value) ? CodeCost.None : value.Cost + One(ILOpCode.Ldloc_s, 2) + One(ILOpCode.Add) + One(ILOpCode.Stloc_s, 2);
}

/// <summary><c>a[index] = value;</c></summary>
internal sealed record Store(Code Array, Code Index, Code Value) : Statement(Array.Cost + Index.Cost + Value.Cost + One(ILOpCode.Stelem_i1));

/// <summary><c>a[index] += value;</c> through a reference to the element.</summary>
internal sealed record StoreSum(Code Array, Code Index, Code Value) : Statement(
    Array.Cost + Index.Cost + One(ILOpCode.Ldelema, 3) + One(ILOpCode.Dup) + One(ILOpCode.Ldind_i8) + Value.Cost + One(ILOpCode.Add) + One(ILOpCode.Stind_i8));

/// <summary><c>if (left comparison right) then;</c></summary>
/// <param name="Probability">How often the statement is executed, for the prediction.</param>
/// <param name="Else">Executed otherwise.</param>
internal sealed record If(Code Left, string Comparison, Code Right, Statement Then, double Probability, Statement? Else = null) :
    Statement(CostOf(Left, Right, Then, Probability, Else))
{
    private static CodeCost CostOf(Code left, Code right, Statement then, double probability, Statement? otherwise)
    {
        var decision = left.Cost + right.Cost + One(ILOpCode.Bge_s, 2);
        return otherwise is null
            ? decision + then.Cost.Likely(probability)
            : decision + (then.Cost + One(ILOpCode.Br_s, 2)).Likely(probability) + otherwise.Cost.Likely(1 - probability);
    }
}

/// <summary><c>for (Start; Left &lt; Limit; Step) { Body }</c></summary>
/// <param name="Start">Executed once before; null for nothing.</param>
/// <param name="Trips">How often the body is executed.</param>
internal sealed record Loop(Statement? Start, Code Left, Code Limit, Statement? Step, long Trips, ImmutableArray<Statement> Body) :
    Statement(CostOf(Start, Left, Limit, Step, Trips, Body))
{
    /// <summary><c>for (int name = 0; name &lt; count; name++)</c></summary>
    public static Loop Count(string name, int count, params IEnumerable<Statement> body) =>
        new(new Assign(name, 0, "int"), name, count, new Increase(name, 1), count, [.. body]);

    /// <summary><c>for (int end = name + span; name &lt; end; name += step)</c>, over an index that exists already.</summary>
    public static Loop Over(string name, int span, int step, params IEnumerable<Statement> body) =>
        new(new Assign("end", ((Code)name).Plus(span), "int"), name, "end", new Increase(name, step), (span + step - 1) / step, [.. body]);

    private static CodeCost CostOf(Statement? start, Code left, Code limit, Statement? step, long trips, ImmutableArray<Statement> body)
    {
        var once = (start?.Cost ?? CodeCost.None) + One(ILOpCode.Br_s, 2);
        var round = body.Aggregate(step?.Cost ?? CodeCost.None, (sum, statement) => sum + statement.Cost);
        var condition = left.Cost + limit.Cost + One(ILOpCode.Blt, 3);
        return once + (round * trips) + (condition * (trips + 1));
    }
}

/// <summary>A call of another method of generated code; the cost holds the called method's.</summary>
/// <param name="ClassName">Its class; null for a method of the same class.</param>
internal sealed record Call(string? ClassName, KernelMethod Method, IReadOnlyList<Code> Arguments) : Statement(
    Arguments.Aggregate(One(ILOpCode.Call, 3), (cost, argument) => cost + argument.Cost) + (Method.Cost with { IlBytes = 0 }));

/// <summary>A call of a library method that runs natively: <c>Array.Copy</c>, <c>Array.Clear</c>.</summary>
internal sealed record LibraryCall(string Name, IReadOnlyList<Code> Arguments) :
    Statement(Arguments.Aggregate(One(ILOpCode.Call, 3), (cost, argument) => cost + argument.Cost));

/// <summary>An empty line, for the reader.</summary>
internal sealed record Blank() : Statement(CodeCost.None);

/// <summary><c>{ first; second; }</c>, for names that nothing else sees.</summary>
internal sealed record Block(ImmutableArray<Statement> Body) : Statement(Body.Aggregate(CodeCost.None, (cost, statement) => cost + statement.Cost));
