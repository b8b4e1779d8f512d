using System.Buffers.Binary;

namespace Striate.Import.Source;

/// <summary>float32 values where they stand in the file: many tensors may share them, so nothing is copied.</summary>
internal readonly record struct FloatVector(ReadOnlyMemory<byte> Bytes)
{
    public int Length => Bytes.Length / sizeof(float);

    public float this[int index] => BinaryPrimitives.ReadSingleLittleEndian(Bytes.Span[(index * sizeof(float))..]);
}

/// <summary>int64 values where they stand in the file.</summary>
internal readonly record struct LongVector(ReadOnlyMemory<byte> Bytes)
{
    public int Length => Bytes.Length / sizeof(long);

    public long this[int index] => BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span[(index * sizeof(long))..]);
}

/// <summary>int32 values where they stand in the file.</summary>
internal readonly record struct IntVector(ReadOnlyMemory<byte> Bytes)
{
    public int Length => Bytes.Length / sizeof(int);

    public int this[int index] => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[(index * sizeof(int))..]);

    public IEnumerable<int> Values()
    {
        for (var index = 0; index < Length; index++)
        {
            yield return this[index];
        }
    }
}
