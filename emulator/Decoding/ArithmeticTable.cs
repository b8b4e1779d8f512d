namespace Striate.Emulator.Decoding;

/// <summary>An operation on registers, and the form of it that takes a constant on the right.</summary>
internal sealed record ArithmeticChoice(OperationCode Code, OperationCode? WithConstant = null);

/// <summary>What an IL instruction is for each kind of its left operand; null where nanoFramework answers CLR_E_WRONG_TYPE.</summary>
internal sealed record ArithmeticOperation(
    ArithmeticChoice Int32,
    ArithmeticChoice UInt32,
    ArithmeticChoice Int64,
    ArithmeticChoice UInt64,
    ArithmeticChoice? Single = null,
    ArithmeticChoice? Double = null
)
{
    public ArithmeticChoice? For(StackKind kind) =>
        kind switch
        {
            StackKind.Int32 => Int32,
            StackKind.UInt32 => UInt32,
            StackKind.Int64 => Int64,
            StackKind.UInt64 => UInt64,
            StackKind.Single => Single,
            StackKind.Double => Double,
            _ => null,
        };
}

/// <summary>CLR_RT_HeapBlock.cpp, NumericAdd to NumericNeg: the signedness of a right shift or remainder is that of the left
/// operand's type, whatever the instruction says.</summary>
internal static class ArithmeticTable
{
    public static readonly ArithmeticOperation Add = new(
        new(OperationCode.AddInt32, OperationCode.AddInt32I),
        new(OperationCode.AddUInt32, OperationCode.AddUInt32I),
        new(OperationCode.AddInt64, OperationCode.AddInt64I),
        new(OperationCode.AddInt64, OperationCode.AddInt64I),
        new(OperationCode.AddSingle),
        new(OperationCode.AddDouble)
    );

    public static readonly ArithmeticOperation Subtract = new(
        new(OperationCode.SubtractInt32, OperationCode.SubtractInt32I),
        new(OperationCode.SubtractUInt32),
        new(OperationCode.SubtractInt64, OperationCode.SubtractInt64I),
        new(OperationCode.SubtractInt64, OperationCode.SubtractInt64I),
        new(OperationCode.SubtractSingle),
        new(OperationCode.SubtractDouble)
    );

    public static readonly ArithmeticOperation Multiply = new(
        new(OperationCode.MultiplyInt32, OperationCode.MultiplyInt32I),
        new(OperationCode.MultiplyUInt32, OperationCode.MultiplyUInt32I),
        new(OperationCode.MultiplyInt64, OperationCode.MultiplyInt64I),
        new(OperationCode.MultiplyInt64, OperationCode.MultiplyInt64I),
        new(OperationCode.MultiplySingle),
        new(OperationCode.MultiplyDouble)
    );

    // Signed division divides unsigned values as signed ones; IL that C# makes never asks for it.
    public static readonly ArithmeticOperation Divide = new(
        new(OperationCode.DivideInt32),
        new(OperationCode.DivideInt32),
        new(OperationCode.DivideInt64),
        new(OperationCode.DivideInt64),
        new(OperationCode.DivideSingle),
        new(OperationCode.DivideDouble)
    );

    public static readonly ArithmeticOperation DivideUnsigned = new(
        new(OperationCode.DivideUnsignedInt32),
        new(OperationCode.DivideUnsignedInt32),
        new(OperationCode.DivideUnsignedInt64),
        new(OperationCode.DivideUnsignedInt64)
    );

    public static readonly ArithmeticOperation Remainder = new(
        new(OperationCode.RemainderInt32),
        new(OperationCode.RemainderUnsignedInt32),
        new(OperationCode.RemainderInt64),
        new(OperationCode.RemainderUnsignedInt64),
        new(OperationCode.RemainderSingle),
        new(OperationCode.RemainderDouble)
    );

    public static readonly ArithmeticOperation RemainderUnsigned = new(
        new(OperationCode.RemainderUnsignedInt32),
        new(OperationCode.RemainderUnsignedInt32),
        new(OperationCode.RemainderUnsignedInt64),
        new(OperationCode.RemainderUnsignedInt64)
    );

    public static readonly ArithmeticOperation ShiftLeft = new(
        new(OperationCode.ShiftLeftInt32, OperationCode.ShiftLeftInt32I),
        new(OperationCode.ShiftLeftUInt32, OperationCode.ShiftLeftUInt32I),
        new(OperationCode.ShiftLeftInt64, OperationCode.ShiftLeftInt64I),
        new(OperationCode.ShiftLeftInt64, OperationCode.ShiftLeftInt64I)
    );

    public static readonly ArithmeticOperation ShiftRight = new(
        new(OperationCode.ShiftRightInt32, OperationCode.ShiftRightInt32I),
        new(OperationCode.ShiftRightUInt32, OperationCode.ShiftRightUInt32I),
        new(OperationCode.ShiftRightInt64, OperationCode.ShiftRightInt64I),
        new(OperationCode.ShiftRightUnsignedInt64, OperationCode.ShiftRightUnsignedInt64I)
    );

    public static readonly ArithmeticOperation ShiftRightUnsigned = new(
        new(OperationCode.ShiftRightUnsignedInt32, OperationCode.ShiftRightUnsignedInt32I),
        new(OperationCode.ShiftRightUInt32, OperationCode.ShiftRightUInt32I),
        new(OperationCode.ShiftRightUnsignedInt64, OperationCode.ShiftRightUnsignedInt64I),
        new(OperationCode.ShiftRightUnsignedInt64, OperationCode.ShiftRightUnsignedInt64I)
    );

    public static readonly ArithmeticOperation And = Bitwise(OperationCode.And, OperationCode.AndI);

    public static readonly ArithmeticOperation Or = Bitwise(OperationCode.Or, OperationCode.OrI);

    public static readonly ArithmeticOperation Xor = Bitwise(OperationCode.Xor, OperationCode.XorI);

    public static readonly ArithmeticOperation Negate = new(
        new(OperationCode.NegateInt32),
        new(OperationCode.NegateUInt32),
        new(OperationCode.NegateInt64),
        new(OperationCode.NegateInt64),
        new(OperationCode.NegateSingle),
        new(OperationCode.NegateDouble)
    );

    private static ArithmeticOperation Bitwise(OperationCode code, OperationCode withConstant)
    {
        var choice = new ArithmeticChoice(code, withConstant);
        return new ArithmeticOperation(choice, choice, choice, choice);
    }
}
