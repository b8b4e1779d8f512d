using System.Collections.Frozen;

namespace Striate.Platform.Deployment.Format;

/// <summary>What a type is to nanoFramework's runtime; the numbers stand in signatures and type records of a .pe.</summary>
/// <remarks>Source: metadata-processor, nanoCLR_DataType.cs; nf-interpreter, nanoCLR_Runtime__HeapBlock.h.</remarks>
internal enum DataType : byte
{
    Void = 0,
    Boolean = 1,
    Int8 = 2,
    UInt8 = 3,
    Char = 4,
    Int16 = 5,
    UInt16 = 6,
    Int32 = 7,
    UInt32 = 8,
    Float32 = 9,
    Int64 = 10,
    UInt64 = 11,
    Float64 = 12,
    DateTime = 13,
    TimeSpan = 14,
    String = 15,
    Object = 16,
    Class = 17,
    ValueType = 18,
    Array = 19,
    ByReference = 20,

    /// <summary>An array's element that is a generic parameter.</summary>
    TypeParameter = 21,
    GenericInstance = 22,

    /// <summary>A generic parameter of a type: the metadata processor writes it with the number of one of a method.</summary>
    MethodParameter = 23,
    WeakClass = 27,
    Reflection = 28,
}

/// <summary>The data types of types with a name of their own.</summary>
internal static class DataTypes
{
    /// <summary>Types that signatures name by their number alone.</summary>
    public static readonly FrozenDictionary<string, DataType> InSignatures = new Dictionary<string, DataType>
    {
        ["System.Void"] = DataType.Void,
        ["System.Boolean"] = DataType.Boolean,
        ["System.SByte"] = DataType.Int8,
        ["System.Byte"] = DataType.UInt8,
        ["System.Char"] = DataType.Char,
        ["System.Int16"] = DataType.Int16,
        ["System.UInt16"] = DataType.UInt16,
        ["System.Int32"] = DataType.Int32,
        ["System.UInt32"] = DataType.UInt32,
        ["System.Single"] = DataType.Float32,
        ["System.Int64"] = DataType.Int64,
        ["System.UInt64"] = DataType.UInt64,
        ["System.Double"] = DataType.Float64,
        ["System.String"] = DataType.String,
        ["System.Object"] = DataType.Object,
        ["System.IntPtr"] = DataType.Int32,
        ["System.UIntPtr"] = DataType.UInt32,
        ["System.WeakReference"] = DataType.WeakClass,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name that the checksum of native methods has for a type, or null for one without a number.</summary>
    public static string? ChecksumName(string type) =>
        !InSignatures.TryGetValue(type, out var number)
            ? null
            : number switch
            {
                DataType.Void => "VOID",
                DataType.Boolean => "BOOLEAN",
                DataType.Int8 => "I1",
                DataType.UInt8 => "U1",
                DataType.Char => "CHAR",
                DataType.Int16 => "I2",
                DataType.UInt16 => "U2",
                DataType.Int32 => "I4",
                DataType.UInt32 => "U4",
                DataType.Float32 => "R4",
                DataType.Int64 => "I8",
                DataType.UInt64 => "U8",
                DataType.Float64 => "R8",
                DataType.String => "STRING",
                DataType.Object => "OBJECT",
                _ => "WEAKCLASS",
            };
}
