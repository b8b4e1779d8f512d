using Google.FlatBuffers;
using Striate.Import.Source;

namespace Striate.Import.Reading;

/// <summary>
/// A table of a FlatBuffers file: fields by their number in the schema, absent ones are the schema's default. Every position
/// and length is checked against the file before it is read; nothing is copied.
/// </summary>
internal sealed class FlatTable
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly ByteBuffer _bytes;
    private readonly int _position;
    private readonly int _fields;
    private readonly int _fieldBytes;

    private FlatTable(ReadOnlyMemory<byte> file, ByteBuffer bytes, long position)
    {
        (_file, _bytes, _position) = (file, bytes, At(file, position, sizeof(int)));
        _fields = At(file, _position - (long)bytes.GetInt(_position), 2 * sizeof(ushort));
        _fieldBytes = bytes.GetUshort(_fields);
        At(file, _fields, _fieldBytes);
    }

    /// <summary>The root of a file.</summary>
    /// <exception cref="ImportException">The file is cut off.</exception>
    public static FlatTable Root(byte[] file)
    {
        var bytes = new ByteBuffer(file);
        At(file, 0, sizeof(int));
        return new FlatTable(file, bytes, bytes.GetUint(0));
    }

    public bool Has(int field) => Field(field, 1) != 0;

    public sbyte Byte(int field) => Field(field, sizeof(sbyte)) is var at and > 0 ? _bytes.GetSbyte(at) : (sbyte)0;

    public int Int(int field, int otherwise = 0) => Field(field, sizeof(int)) is var at and > 0 ? _bytes.GetInt(at) : otherwise;

    public float Float(int field) => Field(field, sizeof(float)) is var at and > 0 ? _bytes.GetFloat(at) : 0;

    public FlatTable? Table(int field) => Field(field, sizeof(int)) is var at and > 0 ? Target(at) : null;

    /// <summary>The bytes of a vector of scalars; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Vector(int field, int elementBytes)
    {
        if (Field(field, sizeof(int)) is not (var at and > 0))
        {
            return default;
        }

        var (start, count) = VectorAt(at);
        return _file.Slice(At(_file, start, count * elementBytes), (int)(count * elementBytes));
    }

    public IntVector Ints(int field) => new(Vector(field, sizeof(int)));

    /// <summary>A vector of tables.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="maximum">Most tables.</param>
    /// <param name="what">What they are, for the refusal of more.</param>
    public IEnumerable<FlatTable> Tables(int field, int maximum, string what)
    {
        if (Field(field, sizeof(int)) is not (var at and > 0))
        {
            yield break;
        }

        var (start, count) = VectorAt(at);
        if (count > maximum)
        {
            throw Problems.Damaged($"{count} {what}; at most {maximum} are allowed");
        }

        At(_file, start, count * sizeof(int));
        for (var index = 0; index < count; index++)
        {
            yield return Target((int)start + (index * sizeof(int)));
        }
    }

    private FlatTable Target(int at) => new(_file, _bytes, at + (long)_bytes.GetUint(at));

    private (long Start, long Count) VectorAt(int at)
    {
        var vector = At(_file, at + (long)_bytes.GetUint(at), sizeof(int));
        return (vector + sizeof(int), _bytes.GetUint(vector));
    }

    /// <summary>The position of a field's value; 0: absent.</summary>
    private int Field(int field, int bytes)
    {
        var entry = 2 * (field + 2);
        var offset = entry + sizeof(ushort) <= _fieldBytes ? _bytes.GetUshort(_fields + entry) : 0;
        return offset == 0 ? 0 : At(_file, _position + offset, bytes);
    }

    private static int At(ReadOnlyMemory<byte> file, long position, long bytes) =>
        position >= 0 && bytes >= 0 && position <= file.Length - bytes
            ? (int)position
            : throw Problems.Damaged($"it is cut off or damaged: {bytes} bytes at {position} of {file.Length}");
}
