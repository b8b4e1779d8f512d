using System.Collections.Immutable;
using Striate.Model.Segments;

namespace Striate.Model.Graph;

/// <summary>
/// The kernels of one convolution. A slice is the 2-D kernel of one (output channel, input channel of its group) pair;
/// slices are ordered output channel first, then input channel. Each slice has a shape of the catalogue and one weight
/// per cell of that shape, in the shape's cell order. A dense bank uses a catalogue of one shape, the full rectangle.
/// </summary>
/// <param name="Catalog">The shapes that slices may have.</param>
/// <param name="OutputChannels">Output channels of the convolution.</param>
/// <param name="InputChannels">Input channels per group (1 for depthwise).</param>
/// <param name="WeightBits">2..8; weights are in -(2^(bits-1)-1)..2^(bits-1)-1; at 8 bits -128 too.</param>
/// <param name="Shapes">Shape number of each slice, OutputChannels * InputChannels of them.</param>
/// <param name="Weights">All weights, slice after slice, tap order along the segment.</param>
public sealed record KernelBank(
    SegmentCatalog Catalog,
    int OutputChannels,
    int InputChannels,
    int WeightBits,
    ImmutableArray<int> Shapes,
    ImmutableArray<sbyte> Weights
)
{
    /// <summary>Number of slices.</summary>
    public int Slices => OutputChannels * InputChannels;

    /// <summary>Weights that a dense bank of this extent would have.</summary>
    public int DenseWeights => Slices * Catalog.FullCells;

    /// <summary>
    /// For each slice the position of its first weight in <see cref="Weights"/>; one more entry holds the total.
    /// </summary>
    public ImmutableArray<int> WeightOffsets()
    {
        var offsets = ImmutableArray.CreateBuilder<int>(Shapes.Length + 1);
        var next = 0;
        foreach (var shape in Shapes)
        {
            offsets.Add(next);
            next += Catalog[shape].Cells.Length;
        }

        offsets.Add(next);
        return offsets.MoveToImmutable();
    }

    /// <summary>The kernels with every cell written out: [output channel, input channel, row, column], zeros off the segment.</summary>
    public sbyte[] ToDense()
    {
        var area = Catalog.KernelHeight * Catalog.KernelWidth;
        var dense = new sbyte[Slices * area];
        var next = 0;
        for (var slice = 0; slice < Slices; slice++)
        {
            foreach (var cell in Catalog[Shapes[slice]].Cells)
            {
                dense[(slice * area) + (cell.Row * Catalog.KernelWidth) + cell.Column] = Weights[next++];
            }
        }

        return dense;
    }
}
