using System.Collections.Immutable;

namespace Striate.Codegen.Syntax;

/// <summary>A statement of generated code, with its cost as <see cref="Code"/> has it.</summary>
/// <param name="Cost">Of executing it once; loops and calls included.</param>
internal abstract record Statement(CodeCost Cost)
{
    /// <summary>One instruction.</summary>
    protected static CodeCost One(int bytes = 1) => CodeCost.Of(bytes);
}

/// <summary><c>long x0, x1;</c></summary>
internal sealed record Declare(string Type, IReadOnlyList<string> Names) : Statement(CodeCost.None);

/// <summary><c>x0 = value;</c>, with a type it declares the local.</summary>
internal sealed record Assign(string Name, Code Value, string? Type = null) : Statement(Value.Cost + One(2));

/// <summary><c>p += value;</c>, nothing for zero.</summary>
internal sealed record Increase(string Name, Code Value) : Statement(CostOf(Value))
{
    /// <summary>Whether it does nothing.</summary>
    public static bool IsNothing(Code value) => value is IntLiteral { Value: 0 };

    /// <summary>What is added, or subtracted: what is written as a subtraction is one.</summary>
    public static Code Added(Code value) => value is IntLiteral { Value: < 0 and > int.MinValue and var less } ? -less : value;

    private static CodeCost CostOf(Code value) => IsNothing(value) ? CodeCost.None : Added(value).Cost + One(2) + One() + One(2);
}

/// <summary><c>a[index] = value;</c></summary>
internal sealed record Store(Code Array, Code Index, Code Value) : Statement(Array.Cost + Index.Cost + Value.Cost + One());

/// <summary><c>a[index] += value;</c> through a reference to the element.</summary>
internal sealed record StoreSum(Code Array, Code Index, Code Value)
    : Statement(Array.Cost + Index.Cost + One(3) + One() + One() + Value.Cost + One() + One());

/// <summary><c>if (left comparison right) then;</c></summary>
/// <param name="Probability">The share of the times that the statement is executed.</param>
/// <param name="Else">Executed otherwise.</param>
/// <param name="IsByData">Whether that share is only expected, because values decide.</param>
internal sealed record If(
    Code Left,
    Comparison Comparison,
    Code Right,
    Statement Then,
    double Probability,
    Statement? Else = null,
    bool IsByData = false
) : Statement(CostOf(Left, Comparison, Right, Then, Probability, Else, IsByData))
{
    /// <summary>Whether an instruction alone tells: that something is zero.</summary>
    public bool IsZeroTest => IsTest(Comparison, Right);

    private static bool IsTest(Comparison comparison, Code right) =>
        comparison is Comparison.Equal or Comparison.NotEqual && right is IntLiteral { Value: 0 };

    private static CodeCost CostOf(
        Code left,
        Comparison comparison,
        Code right,
        Statement then,
        double probability,
        Statement? otherwise,
        bool isByData
    )
    {
        var decision = left.Cost + (IsTest(comparison, right) ? CodeCost.None : right.Cost) + One(2);
        var (one, other) = otherwise is null ? (then.Cost, CodeCost.None) : (then.Cost + One(2), otherwise.Cost);
        return decision + (isByData ? CodeCost.Either(one, other, probability) : (one * probability) + (other * (1 - probability)));
    }
}

/// <summary><c>for (Start; Left &lt; Limit; Step) { Body }</c></summary>
/// <param name="Start">Executed once before; null for nothing.</param>
/// <param name="Trips">How often the body is executed; the mean where that differs.</param>
/// <param name="MostTrips">How often at most where values decide; null where they do not.</param>
internal sealed record Loop(
    Statement? Start,
    Code Left,
    Code Limit,
    Statement? Step,
    double Trips,
    ImmutableArray<Statement> Body,
    int? MostTrips = null
) : Statement(CostOf(Start, Left, Limit, Step, Trips, Body, MostTrips))
{
    /// <summary><c>for (int name = 0; name &lt; count; name++)</c></summary>
    public static Loop Count(string name, int count, params IEnumerable<Statement> body) =>
        new(new Assign(name, 0, "int"), name, count, new Increase(name, 1), count, [.. body]);

    /// <summary><c>for (int end = name + span; name &lt; end; name += step)</c>, over an index that exists already.</summary>
    public static Loop Over(string name, int span, int step, params IEnumerable<Statement> body) =>
        new(new Assign("end", ((Code)name).Plus(span), "int"), name, "end", new Increase(name, step), (span + step - 1) / step, [.. body]);

    private static CodeCost CostOf(
        Statement? start,
        Code left,
        Code limit,
        Statement? step,
        double trips,
        ImmutableArray<Statement> body,
        int? mostTrips
    )
    {
        var once = (start?.Cost ?? CodeCost.None) + One(2);
        var round = body.Aggregate(step?.Cost ?? CodeCost.None, (sum, statement) => sum + statement.Cost);
        var condition = left.Cost + limit.Cost + One(3);
        var rounds = (round + (condition with { IlBytes = 0 })) * trips;
        return once + condition + (mostTrips is { } most ? rounds with { Least = 0, Most = (round.Most + condition.Most) * most } : rounds);
    }
}

/// <summary>A call of another method of generated code; the cost holds the called method's.</summary>
/// <param name="ClassName">Its class; null for a method of the same class.</param>
internal sealed record Call(string? ClassName, KernelMethod Method, IReadOnlyList<Code> Arguments)
    : Statement(Arguments.Aggregate(One(3), (cost, argument) => cost + argument.Cost) + (Method.Cost with { IlBytes = 0 }));

/// <summary>
/// A call of a method whose own cost does not count here: <c>Array.Copy</c> and <c>Array.Clear</c> run natively, layers have their own
/// figures.
/// </summary>
/// <param name="ClassName">Its class.</param>
/// <param name="Method">Its name.</param>
internal sealed record LibraryCall(string ClassName, string Method, IReadOnlyList<Code> Arguments)
    : Statement(Arguments.Aggregate(One(3), (cost, argument) => cost + argument.Cost));

/// <summary>How two values are compared.</summary>
internal enum Comparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

/// <summary>An empty line, for the reader.</summary>
internal sealed record Blank() : Statement(CodeCost.None);

/// <summary><c>{ first; second; }</c>, for names that nothing else sees.</summary>
internal sealed record Block(ImmutableArray<Statement> Body)
    : Statement(Body.Aggregate(CodeCost.None, (cost, statement) => cost + statement.Cost));
