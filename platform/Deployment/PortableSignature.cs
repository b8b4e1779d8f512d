using Striate.Platform.Deployment.Format;
using Striate.Platform.Deployment.Writing;

namespace Striate.Platform.Deployment;

/// <summary>Types and members as the bytes that a .pe has for them.</summary>
public static class PortableSignature
{
    private const string ArraySuffix = "[]";

    /// <summary>A type that the runtime knows by a number, or an array of one: <c>System.Int32</c>, <c>System.Byte[]</c>.</summary>
    /// <exception cref="ArgumentException">The runtime has no number for it.</exception>
    public static byte[] OfType(string name)
    {
        var isArray = name.EndsWith(ArraySuffix, StringComparison.Ordinal);
        if (!DataTypes.InSignatures.TryGetValue(isArray ? name[..^ArraySuffix.Length] : name, out var type))
        {
            throw new ArgumentException($"signatures have no number for {name}");
        }

        return isArray ? [(byte)DataType.Array, (byte)type] : [(byte)type];
    }

    /// <summary>A class of another assembly.</summary>
    /// <param name="reference">Its number among the references to types.</param>
    public static byte[] OfReferencedClass(int reference) => [(byte)DataType.Class, .. SignatureEncoder.ReferenceToken(reference)];

    /// <summary>A structure of another assembly.</summary>
    /// <param name="reference">Its number among the references to types.</param>
    public static byte[] OfReferencedStructure(int reference) => [(byte)DataType.ValueType, .. SignatureEncoder.ReferenceToken(reference)];

    /// <summary>A structure of the assembly itself.</summary>
    /// <param name="type">Its number among the types.</param>
    public static byte[] OfStructure(int type) => [(byte)DataType.ValueType, .. SignatureEncoder.TypeToken(type)];

    /// <summary>A field of a type.</summary>
    public static byte[] OfField(byte[] type) => [SignatureEncoder.Field, .. type];

    /// <summary>A static method.</summary>
    /// <param name="returns">What it gives back.</param>
    /// <param name="parameters">What it takes.</param>
    public static byte[] OfMethod(byte[] returns, IReadOnlyCollection<byte[]> parameters) =>
        [0, (byte)parameters.Count, .. returns, .. parameters.SelectMany(type => type)];

    /// <summary>The data that a field begins with.</summary>
    public static byte[] OfData(ReadOnlySpan<byte> data) => SignatureEncoder.Data(data);
}
