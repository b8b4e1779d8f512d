using System.Reflection.Metadata;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Writing;

/// <summary>Types, members and locals as the bytes that a .pe has for them (nanoSignaturesTable.cs).</summary>
internal sealed class SignatureEncoder(RecordNumbers numbers, TypeSpecifications specifications, SignatureTable table)
{
    /// <summary>What the signature of a field begins with.</summary>
    public const byte Field = 0x06;

    private const byte HasThis = 0x20;

    /// <summary>Offset of a field's signature.</summary>
    public ushort AddField(TypeNode type) => table.Add([Field, .. Encode(type)]);

    /// <summary>Offset of the data that a field begins with; <see cref="PortableLayout.None"/> without data.</summary>
    public ushort AddData(ReadOnlySpan<byte> data) => data.IsEmpty ? PortableLayout.None : table.Add(Data(data));

    /// <summary>The data of a field: its length, and it.</summary>
    public static byte[] Data(ReadOnlySpan<byte> data) => [(byte)data.Length, (byte)(data.Length >> 8), .. data];

    /// <summary>Offset of a method's signature.</summary>
    public ushort AddMethod(MethodSignature<TypeNode> signature) => table.Add(Encode(signature));

    /// <summary>Offset of the types of locals; <see cref="PortableLayout.None"/> where there are none.</summary>
    public ushort AddLocals(IReadOnlyCollection<TypeNode> locals) =>
        locals.Count == 0 ? PortableLayout.None : table.Add([.. locals.SelectMany(Encode)]);

    /// <summary>Offset of a type's interfaces; <see cref="PortableLayout.None"/> where there are none.</summary>
    public ushort AddInterfaces(IReadOnlyCollection<TypeNode> interfaces) =>
        interfaces.Count == 0 ? PortableLayout.None : table.Add([(byte)interfaces.Count, .. interfaces.SelectMany(Token)]);

    /// <summary>Offset of a type alone.</summary>
    public ushort AddType(TypeNode type) => table.Add(Encode(type));

    /// <summary>Offset of an attribute's arguments.</summary>
    public ushort AddBytes(ReadOnlySpan<byte> bytes) => table.Add(bytes);

    /// <summary>A type without what an array or class is made of, as records have it.</summary>
    public static byte Short(TypeNode type) => (byte)Kind(type);

    /// <summary>What the record of a type says that it is.</summary>
    public static DataType KindOf(SourceType type) =>
        type.IsEnum ? Kind(type.Fields.First(field => !field.IsStatic).Type)
        : type.IsValueType ? DataType.ValueType
        : DataType.Class;

    private byte[] Encode(MethodSignature<TypeNode> signature)
    {
        var convention = (byte)(
            (signature.Header.IsInstance ? HasThis : 0) | (signature.Header.IsGeneric ? 0x10 : (byte)signature.Header.CallingConvention)
        );
        return
        [
            convention,
            .. signature.Header.IsGeneric ? [(byte)signature.GenericParameterCount] : Array.Empty<byte>(),
            (byte)signature.ParameterTypes.Length,
            .. Encode(signature.ReturnType),
            .. signature.ParameterTypes.SelectMany(Encode),
        ];
    }

    private byte[] Encode(TypeNode type) =>
        type.Kind switch
        {
            TypeNodeKind.ByReference => [(byte)DataType.ByReference, .. Encode(type.Element!)],
            TypeNodeKind.Array when type.Element!.Kind is TypeNodeKind.TypeParameter or TypeNodeKind.MethodParameter =>
            [
                (byte)DataType.Array,
                (byte)DataType.TypeParameter,
                (byte)type.Element.Number,
            ],
            TypeNodeKind.Array => [(byte)DataType.Array, .. Encode(type.Element!)],
            TypeNodeKind.TypeParameter => [(byte)DataType.MethodParameter, (byte)type.Number],
            TypeNodeKind.GenericInstance =>
            [
                (byte)DataType.GenericInstance,
                Short(type.Element!),
                (byte)type.Arguments!.Count,
                .. type.Arguments.SelectMany(Encode),
            ],
            _ when DataTypes.InSignatures.ContainsKey(type.FullName) => [Short(type)],
            TypeNodeKind.Class or TypeNodeKind.ValueType => [Short(type), .. Token(type)],
            TypeNodeKind.MethodParameter => [(byte)DataType.Void],
            _ => throw new UnportableException(
                Diagnostic.Create(DiagnosticNumbers.ModifiedType, Location.Type(type.FullName), "a signature names it")
            ),
        };

    private static DataType Kind(TypeNode type) =>
        DataTypes.InSignatures.TryGetValue(type.FullName, out var known)
            ? known
            : type.Kind switch
            {
                TypeNodeKind.Class => DataType.Class,
                TypeNodeKind.ValueType => DataType.ValueType,
                TypeNodeKind.TypeParameter => DataType.MethodParameter,
                TypeNodeKind.Array => DataType.Array,
                TypeNodeKind.ByReference => DataType.ByReference,
                TypeNodeKind.GenericInstance => DataType.GenericInstance,
                _ => DataType.Void,
            };

    private byte[] Token(TypeNode type) =>
        type.IsSpecification ? Compressed((specifications.Add(type) << 2) | 2)
        : numbers.TryGetReference(type.FullName, out var reference) ? ReferenceToken(reference)
        : numbers.TryGet(type.Handle, out var own) ? TypeToken(own)
        : throw new UnportableException(
            Diagnostic.Create(
                DiagnosticNumbers.LostReference,
                Location.Type(type.FullName),
                "only a signature names it: the metadata processor drops its reference; call one of its members"
            )
        );

    /// <summary>A type of the assembly itself.</summary>
    public static byte[] TypeToken(int number) => Compressed(number << 2);

    /// <summary>A type of another assembly.</summary>
    public static byte[] ReferenceToken(int number) => Compressed((number << 2) | 1);

    // A compressed number, whose two lowest bits say which table it counts in.
    private static byte[] Compressed(int number) =>
        number switch
        {
            < 0x80 => [(byte)number],
            < 0x4000 => [(byte)((number >> 8) | 0x80), (byte)number],
            _ => [0xC0, (byte)(number >> 16), (byte)(number >> 8), (byte)number],
        };
}
