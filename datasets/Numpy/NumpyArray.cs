using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Striate.DataSets.Numpy;

/// <summary>
/// An array of a NumPy .npy file, in C order: numbers of any type and byte order, or texts. Fortran order is turned when a file is read.
/// </summary>
/// <param name="Type">As the file names it, for example <c>|i1</c>.</param>
/// <param name="Shape">Extents.</param>
/// <param name="Data">The values' bytes.</param>
public sealed record NumpyArray(string Type, int[] Shape, byte[] Data)
{
    private const int MaximumBytes = 1 << 30;

    /// <summary>Number of values.</summary>
    public int Count => Data.Length / ValueBytes;

    /// <summary>Whether the values are texts.</summary>
    public bool IsText => Type[1] is 'U' or 'S';

    /// <summary>What NumPy calls its type.</summary>
    public string TypeName => NumpyHeader.NameOf(Type);

    private int ValueBytes => new NumpyHeader(Type, false, Shape).ValueBytes;

    /// <summary>Reads a file of version 1 or 2. Memory is taken for what the file holds, not for what it tells.</summary>
    /// <param name="file">From its start; its length is known.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="StriateException">It has another form, or is cut off.</exception>
    public static NumpyArray Read(Stream file, string name) => Read(file, name, null);

    /// <summary>Reads a file that must have a certain form; null: any.</summary>
    /// <exception cref="StriateException">It has another form, or is cut off.</exception>
    internal static NumpyArray Read(Stream file, string name, NumpyForm? form)
    {
        if (!file.CanSeek)
        {
            using var copy = Copied(file, name);
            return Read(copy, name, form);
        }

        var header = NumpyHeader.Read(file, name);
        form?.Require(header, name);
        var (told, held) = (header.Bytes, file.Length - file.Position);
        if (told != held)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{name}: it holds {held:N0} bytes of values, its header says {told:N0}; save it again"
            );
        }

        if (told > MaximumBytes)
        {
            throw new StriateException(ErrorKind.BadFile, $"{name}: more than {MaximumBytes:N0} bytes of values; split the file");
        }

        var data = new byte[told];
        file.ReadExactly(data);
        return new NumpyArray(header.Type, header.Shape, header.IsFortran && header.Shape.Length > 1 ? Turned(data, header) : data);
    }

    // A pipe tells no length: memory is taken as bytes come.
    private static MemoryStream Copied(Stream pipe, string name)
    {
        var (copy, buffer) = (new MemoryStream(), new byte[1 << 16]);
        for (var read = pipe.Read(buffer); read > 0; read = pipe.Read(buffer))
        {
            if (copy.Length + read > MaximumBytes)
            {
                throw new StriateException(ErrorKind.BadFile, $"{name}: more than {MaximumBytes:N0} bytes; split the file");
            }

            copy.Write(buffer, 0, read);
        }

        copy.Position = 0;
        return copy;
    }

    /// <summary>A value as a real number.</summary>
    /// <param name="index">In C order.</param>
    public double Real(int index)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes = InLittleEndian(index, bytes);
        return (Type[1], bytes.Length) switch
        {
            ('f', 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            ('f', 4) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ('f', _) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ('i', _) => Signed(bytes),
            _ => Unsigned(bytes),
        };
    }

    /// <summary>The values as real numbers.</summary>
    public IEnumerable<double> Reals() => Enumerable.Range(0, Count).Select(Real);

    /// <summary>A value as text: a text as it is, a whole number with all of its digits; null: the value is not a whole number.</summary>
    /// <param name="index">In C order.</param>
    public string? Name(int index)
    {
        // From there on, neighbouring whole numbers are one value.
        const double Exact = 1L << 53;
        var size = ValueBytes;
        Span<byte> bytes = stackalloc byte[8];
        switch (Type[1])
        {
            case 'S':
                return Encoding.Latin1.GetString(Data, index * size, size).TrimEnd('\0');
            case 'U':
                return new UTF32Encoding(bigEndian: Type[0] == '>', byteOrderMark: false).GetString(Data, index * size, size).TrimEnd('\0');
            case 'i':
                return Signed(InLittleEndian(index, bytes)).ToString(CultureInfo.InvariantCulture);
            case 'f':
                var real = Real(index);
                return real == Math.Truncate(real) && Math.Abs(real) < Exact ? ((long)real).ToString(CultureInfo.InvariantCulture) : null;
            default:
                return Unsigned(InLittleEndian(index, bytes)).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Writes the array as NumPy does, version 1.</summary>
    public void Write(Stream file)
    {
        new NumpyHeader(Type, false, Shape).Write(file);
        file.Write(Data);
    }

    /// <summary>The array in words: <c>int8 [100, 20]</c>.</summary>
    public override string ToString() => new NumpyHeader(Type, false, Shape).ToString();

    private static long Signed(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            1 => (sbyte)bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        };

    private static ulong Unsigned(ReadOnlySpan<byte> bytes) =>
        bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        };

    private Span<byte> InLittleEndian(int index, Span<byte> bytes)
    {
        // Of numbers, the last character says the bytes.
        bytes = bytes[..(Type[^1] - '0')];
        Data.AsSpan(index * bytes.Length, bytes.Length).CopyTo(bytes);
        if (Type[0] == '>')
        {
            bytes.Reverse();
        }

        return bytes;
    }

    // The index of a value in C order, counted up, and its place in Fortran order beside it.
    private static byte[] Turned(byte[] data, NumpyHeader header)
    {
        var (turned, size, shape) = (new byte[data.Length], header.ValueBytes, header.Shape);
        var (index, place) = (new int[shape.Length], 0);
        for (var value = 0; value < data.Length; value += size)
        {
            data.AsSpan(place * size, size).CopyTo(turned.AsSpan(value));
            for (var (axis, stride) = (shape.Length - 1, data.Length / size); axis >= 0; axis--)
            {
                stride /= shape[axis];
                place += stride;
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                place -= shape[axis] * stride;
                index[axis] = 0;
            }
        }

        return turned;
    }
}
