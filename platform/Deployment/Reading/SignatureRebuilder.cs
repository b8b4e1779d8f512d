using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Platform.Deployment.Format;

namespace Striate.Platform.Deployment.Reading;

/// <summary>Signatures of a .pe as those of ECMA-335.</summary>
internal sealed class SignatureRebuilder(ReadOnlyMemory<byte> table, PortableTokens tokens, Func<EntityHandle> weakReference)
{
    private const byte Field = 0x06;
    private const byte HasThis = 0x20;
    private const byte LocalSignature = 0x07;
    private const byte NativeInteger = 0x18;
    private const int DeepestType = 32;

    /// <summary>The signature of a field.</summary>
    public BlobBuilder FieldAt(ushort offset)
    {
        var at = Start(offset);
        PortableFile.Check(Next(ref at) == Field, "the signature of a field is that of something else");
        var blob = new BlobBuilder();
        blob.WriteByte(Field);
        WriteType(blob, ref at, isReturn: false);
        return blob;
    }

    /// <summary>The signature of a method.</summary>
    /// <param name="offset">Where it stands.</param>
    /// <param name="isDelegate">Whether it is the constructor of a delegate, whose second argument is an address.</param>
    public BlobBuilder MethodAt(ushort offset, bool isDelegate)
    {
        var at = Start(offset);
        var convention = Next(ref at);
        PortableFile.Check(convention is 0 or HasThis, "a method is generic or takes a variable number of arguments");
        var parameters = Next(ref at);
        var blob = new BlobBuilder();
        blob.WriteByte(convention);
        blob.WriteCompressedInteger(parameters);
        WriteType(blob, ref at, isReturn: true);
        for (var i = 0; i < parameters; i++)
        {
            if (isDelegate && i == 1)
            {
                PortableFile.Check(Next(ref at) == (byte)DataType.Int32, "a delegate is constructed of something else");
                blob.WriteByte(NativeInteger);
            }
            else
            {
                WriteType(blob, ref at, isReturn: false);
            }
        }

        return blob;
    }

    /// <summary>The types of locals.</summary>
    public BlobBuilder LocalsAt(ushort offset, int count)
    {
        var at = Start(offset);
        var blob = new BlobBuilder();
        blob.WriteByte(LocalSignature);
        blob.WriteCompressedInteger(count);
        for (var i = 0; i < count; i++)
        {
            WriteType(blob, ref at, isReturn: false);
        }

        return blob;
    }

    /// <summary>A type alone.</summary>
    public BlobBuilder TypeAt(ushort offset)
    {
        var at = Start(offset);
        var blob = new BlobBuilder();
        WriteType(blob, ref at, isReturn: false);
        return blob;
    }

    /// <summary>The interfaces of a type.</summary>
    public IEnumerable<EntityHandle> InterfacesAt(ushort offset)
    {
        if (offset == PortableLayout.None)
        {
            return [];
        }

        var at = Start(offset);
        var interfaces = new EntityHandle[Next(ref at)];
        for (var i = 0; i < interfaces.Length; i++)
        {
            interfaces[i] = Token(ref at);
        }

        return interfaces;
    }

    /// <summary>The struct or class that a field has; nil for numbers.</summary>
    public EntityHandle FieldTypeAt(ushort offset)
    {
        var at = Start(offset);
        PortableFile.Check(Next(ref at) == Field, "the signature of a field is that of something else");
        return (DataType)Next(ref at) == DataType.ValueType ? Token(ref at) : default;
    }

    /// <summary>The data that a field begins with.</summary>
    public ReadOnlySpan<byte> DataAt(ushort offset)
    {
        var at = Start(offset);
        var length = Next(ref at) | (Next(ref at) << 8);
        PortableFile.Check(at + length <= table.Length, "the data of a field runs over the end of its table");
        return table.Span.Slice(at, length);
    }

    private int Start(ushort offset)
    {
        PortableFile.Check(offset < table.Length, "a signature is outside of its table");
        return offset;
    }

    private byte Next(ref int at)
    {
        PortableFile.Check(at < table.Length, "a signature runs over the end of its table");
        return table.Span[at++];
    }

    private void WriteType(BlobBuilder blob, ref int at, bool isReturn)
    {
        for (var depth = 0; depth < DeepestType; depth++)
        {
            var type = (DataType)Next(ref at);
            if (type is DataType.Array or DataType.ByReference && (type == DataType.Array || depth == 0))
            {
                blob.WriteByte((byte)(type == DataType.Array ? SignatureTypeCode.SZArray : SignatureTypeCode.ByReference));
                isReturn = false;
                continue;
            }

            WriteInnermost(blob, type, ref at, isReturn);
            return;
        }

        throw new BadImageFormatException("an array has too many dimensions");
    }

    private void WriteInnermost(BlobBuilder blob, DataType type, ref int at, bool isReturn)
    {
        switch (type)
        {
            case DataType.Class:
                Write(blob, SignatureTypeKind.Class, Token(ref at));
                break;
            case DataType.ValueType:
                Write(blob, SignatureTypeKind.ValueType, Token(ref at));
                break;
            case DataType.WeakClass:
                Write(blob, SignatureTypeKind.Class, weakReference());
                break;
            default:
                blob.WriteByte(
                    (byte)(
                        Code(type) is { } code && (code != PrimitiveTypeCode.Void || isReturn)
                            ? code
                            : throw new BadImageFormatException(
                                $"a signature has a type of kind {(int)type}, which programs of 1.x do not have"
                            )
                    )
                );
                break;
        }
    }

    private static void Write(BlobBuilder blob, SignatureTypeKind kind, EntityHandle type)
    {
        blob.WriteByte((byte)kind);
        blob.WriteCompressedInteger(CodedIndex.TypeDefOrRefOrSpec(type));
    }

    // Two bits say in which table a compressed number counts.
    private EntityHandle Token(ref int at)
    {
        int number = Next(ref at);
        number =
            number < 0x80 ? number
            : number < 0xC0 ? ((number & 0x3F) << 8) | Next(ref at)
            : ((number & 0x1F) << 24) | (Next(ref at) << 16) | (Next(ref at) << 8) | Next(ref at);
        return (number & 3) switch
        {
            0 => tokens.Type(number >> 2),
            1 => tokens.TypeReference(number >> 2),
            2 => tokens.Specification(number >> 2),
            _ => throw new BadImageFormatException("a signature names something that is not a type"),
        };
    }

    private static PrimitiveTypeCode? Code(DataType type) =>
        type switch
        {
            DataType.Void => PrimitiveTypeCode.Void,
            DataType.Boolean => PrimitiveTypeCode.Boolean,
            DataType.Int8 => PrimitiveTypeCode.SByte,
            DataType.UInt8 => PrimitiveTypeCode.Byte,
            DataType.Char => PrimitiveTypeCode.Char,
            DataType.Int16 => PrimitiveTypeCode.Int16,
            DataType.UInt16 => PrimitiveTypeCode.UInt16,
            DataType.Int32 => PrimitiveTypeCode.Int32,
            DataType.UInt32 => PrimitiveTypeCode.UInt32,
            DataType.Float32 => PrimitiveTypeCode.Single,
            DataType.Int64 => PrimitiveTypeCode.Int64,
            DataType.UInt64 => PrimitiveTypeCode.UInt64,
            DataType.Float64 => PrimitiveTypeCode.Double,
            DataType.String => PrimitiveTypeCode.String,
            DataType.Object => PrimitiveTypeCode.Object,
            _ => null,
        };
}
