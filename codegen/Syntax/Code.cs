namespace Striate.Codegen.Syntax;

/// <summary>
/// An expression of generated code. Its cost is known from the tree alone: it counts the instructions that the C#
/// compiler makes of exactly this form. The text is written from the same tree, so that neither can differ from the other.
/// </summary>
/// <param name="Cost">Of evaluating it.</param>
internal abstract record Code(CodeCost Cost)
{
    /// <summary>How tightly the expression's outermost operator binds; higher binds tighter.</summary>
    public virtual Binding Binds => Binding.Primary;

    /// <summary>A long constant.</summary>
    public static Code Long(long value) =>
        value is >= -SmallLiterals.Most and <= SmallLiterals.Most
            ? SmallLiterals.Longs[value + SmallLiterals.Most]
            : new LongLiteral(value);

    public static implicit operator Code(string local) => new Local(local);

    public static implicit operator Code(int value) =>
        value is >= -SmallLiterals.Most and <= SmallLiterals.Most ? SmallLiterals.Ints[value + SmallLiterals.Most] : new IntLiteral(value);

    public static Code operator +(Code a, Code b) => Binary.Of(Operator.Add, a, b);

    public static Code operator -(Code a, Code b) => Binary.Of(Operator.Subtract, a, b);

    public static Code operator *(Code a, Code b) => Binary.Of(Operator.Multiply, a, b);

    public static Code operator /(Code a, Code b) => Binary.Of(Operator.Divide, a, b);

    public static Code operator &(Code a, Code b) => Binary.Of(Operator.And, a, b);

    public static Code operator |(Code a, Code b) => Binary.Of(Operator.Or, a, b);

    public static Code operator ^(Code a, Code b) => Binary.Of(Operator.Xor, a, b);

    public static Code operator <<(Code a, int count) => count == 0 ? a : Binary.Of(Operator.ShiftLeft, a, count);

    /// <summary>Arithmetic shift; by a variable count the compiler masks it first, which <see cref="Binary"/> counts.</summary>
    public static Code operator >>(Code a, int count) => count == 0 ? a : Binary.Of(Operator.ShiftRight, a, count);

    /// <summary>The expression plus a constant, without a useless zero.</summary>
    public Code Plus(int offset) =>
        offset switch
        {
            0 => this,
            int.MinValue or > 0 => Binary.Of(Operator.Add, this, offset),
            _ => Binary.Of(Operator.Subtract, this, -offset),
        };

    /// <summary>An int expression widened to long, or a long one narrowed to <paramref name="type"/>.</summary>
    public Code To(string type) =>
        (type, this) switch
        {
            ("long", IntLiteral literal) => Long(literal.Value),
            ("int", LongLiteral literal) => unchecked((int)literal.Value),
            _ => new Conversion(type, this),
        };

    /// <summary>Whether it is a constant, of either type.</summary>
    public bool Is(int value) =>
        this switch
        {
            IntLiteral literal => literal.Value == value,
            LongLiteral literal => literal.Value == value,
            _ => false,
        };

    /// <inheritdoc/>
    public sealed override string ToString() => CodeWriter.TextOf(this);

    /// <summary>One instruction.</summary>
    protected static CodeCost One(int bytes = 1) => CodeCost.Of(bytes);
}

/// <summary>Literals that trees of weights hold by the hundred thousand: one of each serves all.</summary>
file static class SmallLiterals
{
    public const int Most = 255;

    public static readonly Code[] Ints = [.. Enumerable.Range(-Most, (2 * Most) + 1).Select(value => new IntLiteral(value))];

    public static readonly Code[] Longs = [.. Enumerable.Range(-Most, (2 * Most) + 1).Select(value => new LongLiteral(value))];
}

/// <summary>How tightly an operator binds, loosest first.</summary>
internal enum Binding
{
    Or,
    Xor,
    And,
    Shift,
    Additive,
    Multiplicative,
    Unary,
    Primary,
}

/// <summary>A local variable or a parameter.</summary>
internal sealed record Local(string Name) : Code(One(2));

/// <summary>A static field of the kernel's own class: one of its tables.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: <c>sbyte[]</c>.</param>
internal sealed record StaticField(string Name, string Type) : Code(One(3));

/// <summary>An int constant.</summary>
internal sealed record IntLiteral(int Value) : Code(One(BytesOf(Value)))
{
    public override Binding Binds => Value < 0 ? Binding.Unary : Binding.Primary;

    /// <summary>Bytes of the shortest form.</summary>
    public static int BytesOf(long value) =>
        value switch
        {
            >= -1 and <= 8 => 1,
            >= sbyte.MinValue and <= sbyte.MaxValue => 2,
            _ => 5,
        };
}

/// <summary>A long constant: one instruction of nine bytes, or a shorter int constant and its conversion.</summary>
internal sealed record LongLiteral(long Value) : Code(CostOf(Value))
{
    public override Binding Binds => Value < 0 ? Binding.Unary : Binding.Primary;

    /// <summary>Whether it is an int that is converted.</summary>
    public bool IsConverted => Converts(Value);

    private static bool Converts(long value) => value is >= int.MinValue and <= uint.MaxValue;

    private static CodeCost CostOf(long value) => Converts(value) ? One(IntLiteral.BytesOf(unchecked((int)value))) + One() : One(9);
}

/// <summary>The operators that kernels use.</summary>
internal enum Operator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    And,
    Or,
    Xor,
    ShiftLeft,
    ShiftRight,
}

/// <summary>Two operands of the same type; a shift's count is an int.</summary>
internal sealed record Binary(Operator Operator, Code Left, Code Right) : Code(CostOf(Operator, Left, Right))
{
    /// <summary>The operation; its result where both operands are constants, as the compiler would write it.</summary>
    public static Code Of(Operator operation, Code left, Code right) =>
        (Bare(left), Bare(right)) switch
        {
            (IntLiteral a, IntLiteral b) when operation != Operator.Divide => unchecked(
                (int)ResultOf(operation, a.Value, b.Value, b.Value)
            ),
            (LongLiteral a, LongLiteral b) when operation != Operator.Divide => Long(ResultOf(operation, a.Value, b.Value, 0)),
            (LongLiteral a, IntLiteral b) when operation is Operator.ShiftLeft or Operator.ShiftRight => Long(
                ResultOf(operation, a.Value, 0, b.Value)
            ),
            _ => new Binary(operation, left, right),
        };

    /// <inheritdoc/>
    public override Binding Binds =>
        Operator switch
        {
            Operator.Multiply or Operator.Divide => Binding.Multiplicative,
            Operator.Add or Operator.Subtract => Binding.Additive,
            Operator.ShiftLeft or Operator.ShiftRight => Binding.Shift,
            Operator.And => Binding.And,
            Operator.Xor => Binding.Xor,
            _ => Binding.Or,
        };

    /// <summary>Whether the compiler masks a shift's count with 31 or 63: unless it is a constant.</summary>
    public bool MasksCount => IsMasked(Operator, Right);

    /// <summary>The operand that is the result, where the other one changes nothing and the compiler leaves it out; else null.</summary>
    public Code? Remainder => RemainderOf(Operator, Left, Right);

    private static Code? RemainderOf(Operator operation, Code left, Code right)
    {
        var neutral = operation == Operator.Multiply ? 1 : 0;
        return operation is Operator.Multiply or Operator.Add or Operator.Subtract && right.Is(neutral) ? left
            : operation is Operator.Multiply or Operator.Add && left.Is(neutral) ? right
            : null;
    }

    private static bool IsMasked(Operator operation, Code right) =>
        operation is Operator.ShiftLeft or Operator.ShiftRight && right is not IntLiteral;

    /// <summary>A sum of nothing else is its first term.</summary>
    private static Code Bare(Code code) => code is Sum { Terms.Count: 0 } sum ? sum.First : code;

    private static long ResultOf(Operator operation, long a, long b, int count) =>
        unchecked(
            operation switch
            {
                Operator.Add => a + b,
                Operator.Subtract => a - b,
                Operator.Multiply => a * b,
                Operator.And => a & b,
                Operator.Or => a | b,
                Operator.Xor => a ^ b,
                Operator.ShiftLeft => a << count,
                _ => a >> count,
            }
        );

    private static CodeCost CostOf(Operator operation, Code left, Code right)
    {
        if (RemainderOf(operation, left, right) is { } only)
        {
            return only.Cost;
        }

        var mask = IsMasked(operation, right) ? One(2) + One() : CodeCost.None;
        return left.Cost + right.Cost + mask + One();
    }
}

/// <summary>A long chain of additions and subtractions, kept flat.</summary>
internal sealed record Sum(Code First, IReadOnlyList<(bool IsMinus, Code Term)> Terms) : Code(CostOf(First, Terms))
{
    public override Binding Binds => Terms.Count == 0 ? First.Binds : Binding.Additive;

    /// <summary>Whether the compiler begins with the first term, because what stands before it is 0.</summary>
    public bool StartsWithTerm => Starts(First, Terms);

    private static bool Starts(Code first, IReadOnlyList<(bool IsMinus, Code Term)> terms) =>
        terms.Count > 0 && !terms[0].IsMinus && first.Is(0);

    private static CodeCost CostOf(Code first, IReadOnlyList<(bool IsMinus, Code Term)> terms)
    {
        // The compiler leaves out what changes nothing.
        var starts = Starts(first, terms);
        var cost = starts ? terms[0].Term.Cost : first.Cost;
        for (var index = starts ? 1 : 0; index < terms.Count; index++)
        {
            cost += terms[index].Term.Is(0) ? CodeCost.None : terms[index].Term.Cost + One();
        }

        return cost;
    }
}

/// <summary>A change of sign.</summary>
internal sealed record Negation(Code Operand) : Code(Operand.Cost + One())
{
    public override Binding Binds => Binding.Unary;
}

/// <summary>A cast that takes an instruction: <c>int</c> of a long, <c>long</c> of an int, <c>byte</c>, <c>sbyte</c>.</summary>
internal sealed record Conversion(string Type, Code Operand) : Code(Operand.Cost + One())
{
    public override Binding Binds => Binding.Unary;
}

/// <summary>
/// A byte widened to int: no instruction, but it must be written before the byte is widened to long, because a byte
/// widened to long directly is unsigned to the interpreter, and so is its right shift.
/// </summary>
internal sealed record AsInt(Code Operand) : Code(Operand.Cost)
{
    public override Binding Binds => Binding.Unary;
}

/// <summary>An element of an array.</summary>
internal sealed record Element(Code Array, Code Index) : Code(Array.Cost + Index.Cost + One());
