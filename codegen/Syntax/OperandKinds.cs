using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>
/// The instructions that the compiler takes for types of C#, and the kinds of values that nanoFramework's interpreter has for them.
/// </summary>
internal static class OperandKinds
{
    private const string ArraySuffix = "[]";

    /// <summary>Whether a type is that of arrays.</summary>
    public static bool IsArray(string type) => type.EndsWith(ArraySuffix, StringComparison.Ordinal);

    /// <summary>The kind of a variable of a type.</summary>
    public static OperandKind Of(string type) =>
        type switch
        {
            "int" => OperandKind.Int,
            "long" => OperandKind.Long,
            "byte" or "sbyte" or "short" => OperandKind.Small,
            _ when IsArray(type) => OperandKind.Reference,
            _ => throw new ArgumentException($"generated code has no {type}"),
        };

    /// <summary>The kind of what is loaded of a variable.</summary>
    public static OperandKind Loaded(OperandKind kind) => kind == OperandKind.Small ? OperandKind.Int : kind;

    /// <summary>The kind of an element that was loaded of an array.</summary>
    public static OperandKind OfElement(string array) => Loaded(Of(array[..^ArraySuffix.Length]));

    /// <summary>Loads a constant.</summary>
    public static ILOpCode ConstantOf(int value) =>
        IntLiteral.BytesOf(value) switch
        {
            1 => ILOpCode.Ldc_i4_0,
            2 => ILOpCode.Ldc_i4_s,
            _ => ILOpCode.Ldc_i4,
        };

    /// <summary>An operator.</summary>
    public static ILOpCode OpcodeOf(Operator operation) =>
        operation switch
        {
            Operator.Add => ILOpCode.Add,
            Operator.Subtract => ILOpCode.Sub,
            Operator.Multiply => ILOpCode.Mul,
            Operator.Divide => ILOpCode.Div,
            Operator.And => ILOpCode.And,
            Operator.Or => ILOpCode.Or,
            Operator.Xor => ILOpCode.Xor,
            Operator.ShiftLeft => ILOpCode.Shl,
            _ => ILOpCode.Shr,
        };

    /// <summary>A cast.</summary>
    /// <param name="type">To what.</param>
    /// <param name="isUnsigned">Whether C# takes the operand for a number without a sign.</param>
    public static ILOpCode ConversionTo(string type, bool isUnsigned) =>
        type switch
        {
            "long" => isUnsigned ? ILOpCode.Conv_u8 : ILOpCode.Conv_i8,
            "int" => ILOpCode.Conv_i4,
            "short" => ILOpCode.Conv_i2,
            "sbyte" => ILOpCode.Conv_i1,
            "byte" => ILOpCode.Conv_u1,
            _ => throw new ArgumentException($"generated code has no cast to {type}"),
        };

    /// <summary>The kind of what a cast leaves.</summary>
    public static OperandKind After(ILOpCode conversion) =>
        conversion switch
        {
            ILOpCode.Conv_i8 => OperandKind.Long,
            ILOpCode.Conv_u8 => OperandKind.ULong,
            _ => OperandKind.Int,
        };

    /// <summary>Loads an element.</summary>
    public static ILOpCode LoadOf(string array) =>
        array switch
        {
            "byte[]" => ILOpCode.Ldelem_u1,
            "sbyte[]" => ILOpCode.Ldelem_i1,
            "short[]" => ILOpCode.Ldelem_i2,
            "int[]" => ILOpCode.Ldelem_i4,
            _ => ILOpCode.Ldelem_i8,
        };

    /// <summary>Stores an element.</summary>
    public static ILOpCode StoreOf(string array) =>
        array switch
        {
            "byte[]" or "sbyte[]" => ILOpCode.Stelem_i1,
            "short[]" => ILOpCode.Stelem_i2,
            "int[]" => ILOpCode.Stelem_i4,
            _ => ILOpCode.Stelem_i8,
        };

    /// <summary>Loads an element by its address.</summary>
    public static ILOpCode LoadAtOf(string array) =>
        array switch
        {
            "byte[]" or "sbyte[]" => ILOpCode.Ldind_u1,
            "short[]" => ILOpCode.Ldind_i2,
            "int[]" => ILOpCode.Ldind_i4,
            _ => ILOpCode.Ldind_i8,
        };

    /// <summary>Stores an element by its address.</summary>
    public static ILOpCode StoreAtOf(string array) =>
        array switch
        {
            "byte[]" or "sbyte[]" => ILOpCode.Stind_i1,
            "short[]" => ILOpCode.Stind_i2,
            "int[]" => ILOpCode.Stind_i4,
            _ => ILOpCode.Stind_i8,
        };
}
