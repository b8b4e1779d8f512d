using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>
/// Kind of a value on the evaluation stack. nanoFramework's stack slots carry the data type of what was loaded, and signed
/// and unsigned integers behave differently afterwards (Interpreter.cpp, Execute_LoadAndPromote), so they are kinds of their own.
/// </summary>
internal enum StackKind
{
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
    Reference,
    Struct,
    Address,
}

internal enum EntryPlace
{
    Register,
    Constant,

    /// <summary>The 32-bit sum of a register and a constant, not computed yet.</summary>
    RegisterPlusConstant,
}

/// <summary>What the decoder knows of one value on the evaluation stack.</summary>
/// <param name="Kind">Kind of the value.</param>
/// <param name="Type">Static type of a reference, of a struct, or of what an address points at.</param>
/// <param name="Place">Where the value is.</param>
/// <param name="Register">Register, where the place has one.</param>
/// <param name="Value">Constant in register form, where the place has one.</param>
/// <param name="Range">Narrowest integer kind that the value is known to fit.</param>
internal sealed record StackEntry(StackKind Kind, TypeDescriptor? Type, EntryPlace Place, int Register, long Value, ElementKind Range)
{
    public bool IsInteger => Kind <= StackKind.UInt64;

    public bool IsFloat => Kind is StackKind.Single or StackKind.Double;

    /// <summary>Whether a block that was decoded for this value is right for the other one.</summary>
    public bool HasShapeOf(StackEntry other) => Kind == other.Kind && Type == other.Type;

    public bool IsNull => Place == EntryPlace.Constant && Kind == StackKind.Reference;

    public static StackKind KindOf(TypeDescriptor type) =>
        type.Kind switch
        {
            ElementKind.UInt32 => StackKind.UInt32,
            ElementKind.Int64 or ElementKind.DateTime or ElementKind.TimeSpan => StackKind.Int64,
            ElementKind.UInt64 => StackKind.UInt64,
            ElementKind.Single => StackKind.Single,
            ElementKind.Double => StackKind.Double,
            ElementKind.Struct => StackKind.Struct,
            ElementKind.ByReference => StackKind.Address,
            _ when type.IsReference => StackKind.Reference,
            _ => StackKind.Int32,
        };
}
