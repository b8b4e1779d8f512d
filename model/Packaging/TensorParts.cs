using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Model.Graph;
using Striate.Model.Packaging.Manifest;
using Striate.Model.Segments;

namespace Striate.Model.Packaging;

/// <summary>Collects the tensors of the layers as binary parts: int32 as four little-endian bytes, int64 as eight, shifts as one.</summary>
internal sealed class TensorWriter
{
    private readonly List<Part> _parts = [];

    public IReadOnlyList<Part> Parts => _parts;

    /// <summary>The part that holds one tensor of a layer; layer names have no '/' and tensor names no '.', so it is unique.</summary>
    public static string PartName(string layer, string tensor) => $"tensors/{layer}.{tensor}";

    public void Bytes(string layer, string tensor, ImmutableArray<byte> bytes) =>
        _parts.Add(new Part(PartName(layer, tensor), bytes.AsMemory()));

    public void Integers(string layer, string tensor, ImmutableArray<int> values)
    {
        var bytes = new byte[values.Length * 4];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * 4), values[index]);
        }

        Bytes(layer, tensor, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    public void Longs(string layer, string tensor, ImmutableArray<long> values)
    {
        var bytes = new byte[values.Length * 8];
        for (var index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * 8), values[index]);
        }

        Bytes(layer, tensor, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
    }

    public void Shifts(string layer, string tensor, ImmutableArray<int> shifts) =>
        Bytes(layer, tensor, [.. shifts.Select(shift => (byte)shift)]);
}

/// <summary>Hands out the parts of a package in the order in which they were written; any other order is refused.</summary>
internal sealed class TensorReader(ImmutableArray<Part> parts)
{
    private readonly Dictionary<(int Height, int Width, bool Dense, int DilationY, int DilationX), SegmentCatalog> _catalogs = [];
    private int _next;
    private long _weights;

    /// <summary>The name of the next part; null at the end.</summary>
    public string? Next => _next < parts.Length ? parts[_next].Name : null;

    /// <summary>The next part, which must have this name.</summary>
    public ReadOnlyMemory<byte> Take(string name)
    {
        if (_next == parts.Length || parts[_next].Name != name)
        {
            throw new InvalidPartException(name, _next == parts.Length ? "it is missing" : $"part '{parts[_next].Name}' is in its place");
        }

        return parts[_next++].Content;
    }

    public void ExpectEnd()
    {
        if (_next < parts.Length)
        {
            throw new InvalidPartException(parts[_next].Name, "no layer has such a part");
        }
    }

    public ImmutableArray<int> Integers(string layer, string tensor, int count)
    {
        var bytes = TakeExactly(TensorWriter.PartName(layer, tensor), 4L * count).Span;
        var values = ImmutableArray.CreateBuilder<int>(bytes.Length / 4);
        for (var start = 0; start < bytes.Length; start += 4)
        {
            values.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes[start..]));
        }

        return values.MoveToImmutable();
    }

    public ImmutableArray<long> Longs(string layer, string tensor, int count)
    {
        var bytes = TakeExactly(TensorWriter.PartName(layer, tensor), 8L * count).Span;
        var values = ImmutableArray.CreateBuilder<long>(bytes.Length / 8);
        for (var start = 0; start < bytes.Length; start += 8)
        {
            values.Add(BinaryPrimitives.ReadInt64LittleEndian(bytes[start..]));
        }

        return values.MoveToImmutable();
    }

    /// <summary>The values of a map, one byte each.</summary>
    public ImmutableArray<int> Values(string layer, string tensor, MapManifest map) =>
        Values(layer, tensor, (long)Math.Max(0, map.Height) * Math.Max(0, map.Width) * Math.Max(0, map.Channels), map.Signed);

    /// <summary>So many bytes as integers.</summary>
    public ImmutableArray<int> Values(string layer, string tensor, long count, bool isSigned)
    {
        var bytes = TakeExactly(TensorWriter.PartName(layer, tensor), count).Span;
        var values = ImmutableArray.CreateBuilder<int>(bytes.Length);
        foreach (var value in bytes)
        {
            values.Add(isSigned ? (sbyte)value : value);
        }

        return values.MoveToImmutable();
    }

    public ImmutableArray<int> Shifts(string layer, string tensor, int count)
    {
        var bytes = TakeExactly(TensorWriter.PartName(layer, tensor), count);
        return [.. bytes.ToArray().Select(shift => (int)shift)];
    }

    /// <summary>The catalogue of an extent, made once: many layers may ask for the largest.</summary>
    /// <param name="height">Rows of a kernel.</param>
    /// <param name="width">Columns of a kernel.</param>
    /// <param name="dense">Whether the kernels are dense.</param>
    /// <param name="dilationY">Rows from one cell to the next.</param>
    /// <param name="dilationX">Columns from one cell to the next.</param>
    public SegmentCatalog Catalog(int height, int width, bool dense, int dilationY = 1, int dilationX = 1)
    {
        var key = (height, width, dense, dilationY, dilationX);
        if (!_catalogs.TryGetValue(key, out var catalog))
        {
            var (rows, columns) = (CellsAlong(height, dilationY, dense), CellsAlong(width, dilationX, dense));
            if ((long)rows * columns > SegmentCatalog.MaximumCells)
            {
                throw new InvalidDataException($"kernels of {height}x{width}; 1..{SegmentCatalog.MaximumCells} cells are supported");
            }

            catalog = dense ? SegmentCatalog.Dense(rows, columns, dilationY, dilationX) : SegmentCatalog.For(height, width);
            _catalogs.Add(key, catalog);
        }

        return catalog;
    }

    /// <summary>
    /// Counts weights as if every kernel were dense, before memory is taken for them: dropped kernels take no bytes in the
    /// file and four in memory.
    /// </summary>
    public void CountWeights(params ReadOnlySpan<int> factors)
    {
        var weights = 1L;
        foreach (var factor in factors)
        {
            weights = Math.Clamp(factor, 0, NetworkLimits.MaximumWeights + 1L) * Math.Min(weights, NetworkLimits.MaximumWeights + 1L);
        }

        _weights += Math.Min(weights, NetworkLimits.MaximumWeights + 1L);
        if (_weights > NetworkLimits.MaximumWeights)
        {
            throw new InvalidDataException($"more than {NetworkLimits.MaximumWeights} weights");
        }
    }

    private static int CellsAlong(int extent, int dilation, bool dense)
    {
        if (
            dilation < 1
            || dilation > SegmentCatalog.MaximumDilation
            || (dilation > 1 && !dense)
            || extent < 1
            || (extent - 1) % dilation != 0
        )
        {
            throw new InvalidDataException(
                $"kernels of {extent} rows or columns with cells {dilation} apart; dense kernels alone have such, "
                    + $"1..{SegmentCatalog.MaximumDilation} apart"
            );
        }

        return ((extent - 1) / dilation) + 1;
    }

    private ReadOnlyMemory<byte> TakeExactly(string name, long bytes)
    {
        var content = Take(name);
        return content.Length == bytes ? content : throw new InvalidPartException(name, $"{content.Length} bytes; {bytes} are expected");
    }
}
