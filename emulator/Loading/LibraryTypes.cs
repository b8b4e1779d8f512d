namespace Striate.Emulator.Loading;

/// <summary>The types of the core library that are more to the interpreter than classes with members.</summary>
internal static class LibraryTypes
{
    private static readonly Dictionary<string, ElementKind> s_kinds = new()
    {
        ["System.Void"] = ElementKind.Void,
        ["System.String"] = ElementKind.String,
        ["System.Boolean"] = ElementKind.Boolean,
        ["System.SByte"] = ElementKind.SByte,
        ["System.Byte"] = ElementKind.Byte,
        ["System.Char"] = ElementKind.Char,
        ["System.Int16"] = ElementKind.Int16,
        ["System.UInt16"] = ElementKind.UInt16,
        ["System.Int32"] = ElementKind.Int32,
        ["System.UInt32"] = ElementKind.UInt32,
        ["System.Single"] = ElementKind.Single,
        ["System.Int64"] = ElementKind.Int64,
        ["System.UInt64"] = ElementKind.UInt64,
        ["System.Double"] = ElementKind.Double,
        ["System.IntPtr"] = ElementKind.Int32,
        ["System.UIntPtr"] = ElementKind.UInt32,
        ["System.DateTime"] = ElementKind.DateTime,
        ["System.TimeSpan"] = ElementKind.TimeSpan,
    };

    public static ElementKind KindOf(string fullName) => s_kinds.GetValueOrDefault(fullName, ElementKind.Class);

    /// <summary>
    /// Fields of a struct of a library that is known by name alone, all of them numbers; null: the type is no such struct.
    /// </summary>
    public static int? NumbersOfStruct(string fullName) => fullName == "System.Device.I2c.I2cTransferResult" ? 2 : null;

    /// <summary>What <c>ldtoken</c> gives: one object for field, method or type.</summary>
    public static bool IsHandle(string fullName) =>
        fullName is "System.RuntimeTypeHandle" or "System.RuntimeFieldHandle" or "System.RuntimeMethodHandle";
}
