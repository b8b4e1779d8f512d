using System.Collections.Immutable;

namespace Striate.Fuzzing.Programs;

/// <summary>Types of values in generated programs.</summary>
public enum ValueKind
{
    /// <summary>Conditions.</summary>
    Bool,

    /// <summary>Signed 32 bits.</summary>
    Int,

    /// <summary>Unsigned 32 bits.</summary>
    UInt,

    /// <summary>Signed 64 bits.</summary>
    Long,

    /// <summary>Unsigned 64 bits.</summary>
    ULong,

    /// <summary>Double precision; never divided, never large enough for infinity.</summary>
    Double,
}

/// <summary>An expression and its type.</summary>
public abstract record Expression(ValueKind Type);

/// <summary>A literal as C# writes it.</summary>
public sealed record Literal(ValueKind Type, string Text) : Expression(Type);

/// <summary>A local variable or parameter.</summary>
public sealed record Variable(ValueKind Type, string Name) : Expression(Type);

/// <summary>An element of an array; the index may be out of bounds inside a try block.</summary>
public sealed record Element(ValueKind Type, string Array, Expression Index) : Expression(Type);

/// <summary>An operator before its operand.</summary>
public sealed record Unary(ValueKind Type, string Operator, Expression Operand) : Expression(Type);

/// <summary>An operator between two operands, or a function of the program's own library with two arguments.</summary>
public sealed record Binary(ValueKind Type, string Operator, Expression Left, Expression Right) : Expression(Type);

/// <summary>A cast; narrow names are casts to a small type and back.</summary>
public sealed record Cast(ValueKind Type, string To, Expression Operand) : Expression(Type);

/// <summary>condition ? one : other.</summary>
public sealed record Choice(ValueKind Type, Expression Condition, Expression One, Expression Other) : Expression(Type);

/// <summary>A call of an earlier method.</summary>
public sealed record Call(ValueKind Type, string Method, ImmutableArray<Expression> Arguments) : Expression(Type);

/// <summary>A statement.</summary>
public abstract record Statement;

/// <summary>target op= value, where the target is a variable, an element or a field.</summary>
public sealed record Assign(string Target, string Operator, Expression Value) : Statement;

/// <summary>array[index] op= value.</summary>
public sealed record StoreElement(string Array, Expression Index, string Operator, Expression Value) : Statement;

/// <summary>if (condition) { } else { }.</summary>
public sealed record If(Expression Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Else) : Statement;

/// <summary>A loop over a counter of its own, of few rounds.</summary>
public sealed record Loop(string Counter, int Rounds, ImmutableArray<Statement> Body) : Statement;

/// <summary>if (condition) break; or continue; only within loops.</summary>
public sealed record Jump(string Keyword, Expression Condition) : Statement;

/// <summary>switch over an int.</summary>
public sealed record Switch(Expression Value, ImmutableArray<ImmutableArray<Statement>> Cases) : Statement;

/// <summary>try { } catch (Exception) { } finally { }; an empty finally is not written.</summary>
public sealed record Try(ImmutableArray<Statement> Body, ImmutableArray<Statement> Catch, ImmutableArray<Statement> Finally) : Statement;

/// <summary>if (condition) throw; only within try blocks.</summary>
public sealed record Throw(Expression Condition) : Statement;

/// <summary>Calls a library method that takes variables by reference: Swap(ref a, ref b).</summary>
public sealed record SwapVariables(string First, string Second) : Statement;

/// <summary>A static method with two int parameters a and b.</summary>
public sealed record Method(string Name, ImmutableArray<Statement> Body, Expression Result);

/// <summary>A whole program; the last method is run.</summary>
public sealed record TestProgram(ImmutableArray<Method> Methods, int First, int Second);
