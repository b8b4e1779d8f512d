using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Striate.Model.Graph;
using Striate.Model.Segments;

namespace Striate.Model.Packaging;

/// <summary>Collects the tensors of the layers as binary parts: int32 as four little-endian bytes, shifts as one.</summary>
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

    public void Shifts(string layer, ImmutableArray<int> shifts) =>
        Bytes(layer, "shifts", [.. shifts.Select(shift => (byte)shift)]);
}

/// <summary>Hands out the parts of a package in the order in which they were written; any other order is refused.</summary>
internal sealed class TensorReader(ImmutableArray<Part> parts)
{
    private readonly Dictionary<(int Height, int Width, bool Dense), SegmentCatalog> _catalogs = [];
    private int _next;
    private long _weights;

    /// <summary>The next part, which must have this name.</summary>
    public ReadOnlyMemory<byte> Take(string name)
    {
        if (_next == parts.Length || parts[_next].Name != name)
        {
            throw new InvalidPartException(name, _next == parts.Length
                ? "it is missing"
                : $"part '{parts[_next].Name}' is in its place");
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

    public ImmutableArray<int> Shifts(string layer, int count)
    {
        var bytes = TakeExactly(TensorWriter.PartName(layer, "shifts"), count);
        return [.. bytes.ToArray().Select(shift => (int)shift)];
    }

    /// <summary>The catalogue of an extent, made once: many layers may ask for the largest.</summary>
    public SegmentCatalog Catalog(int height, int width, bool dense)
    {
        if (!_catalogs.TryGetValue((height, width, dense), out var catalog))
        {
            if (height < 1 || width < 1 || (long)height * width > SegmentCatalog.MaximumCells)
            {
                throw new InvalidDataException($"kernels of {height}x{width}; 1..{SegmentCatalog.MaximumCells} cells are possible");
            }

            catalog = dense ? SegmentCatalog.Dense(height, width) : SegmentCatalog.For(height, width);
            _catalogs.Add((height, width, dense), catalog);
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

    private ReadOnlyMemory<byte> TakeExactly(string name, long bytes)
    {
        var content = Take(name);
        return content.Length == bytes
            ? content
            : throw new InvalidPartException(name, $"{content.Length} bytes; {bytes} are expected");
    }
}
