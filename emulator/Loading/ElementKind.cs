namespace Striate.Emulator.Loading;

/// <summary>What a type is to the interpreter; the order of the numeric kinds is the order of nanoFramework's data types.</summary>
internal enum ElementKind
{
    Void,
    Boolean,
    SByte,
    Byte,
    Char,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Single,
    Int64,
    UInt64,
    Double,
    DateTime,
    TimeSpan,
    String,
    Class,
    Interface,
    Struct,
    Array,
    ByReference,
}
