using Striate.Codegen.Memory;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>
/// How a convolution is swept in lanes: lane j of a word holds the band of outputs that starts at <see cref="Start"/>(j)
/// along the outer axis. The last band ends at the last output, so bands may overlap and none reaches beyond the map. A
/// tile of the bands is packed into planes, one per input channel and stride phase, in which every tap is a constant
/// distance away; zeros around the input are words of the planes, so that maps need no border.
/// </summary>
/// <param name="Lanes">2..4.</param>
/// <param name="Transposed">False: bands of rows. True: bands of columns.</param>
/// <param name="Outer">The axis that is cut into bands.</param>
/// <param name="Inner">The other one.</param>
/// <param name="Tile">Outputs along the outer axis that are packed and swept at once.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="Group">Most taps of one sweep.</param>
/// <param name="Storage">Where the words of the compact storage are.</param>
/// <param name="Uniform">
/// True: least code; one method for all sweeps, sums start with a sweep of their own. False: the first sweep of a channel starts its sums.
/// </param>
public sealed record SweepPlan(
    int Lanes,
    bool Transposed,
    SweepAxis Outer,
    SweepAxis Inner,
    int Tile,
    int Channels,
    int Group,
    SweepStorage Storage = SweepStorage.Literals,
    bool Uniform = false
)
{
    /// <summary>Bits of a lane.</summary>
    public int Bits => 64 / Lanes;

    /// <summary>A lane's sum is below this.</summary>
    public long Capacity => 1L << Math.Min(Bits, 31);

    /// <summary>Outputs of a lane along the outer axis.</summary>
    public int Band => (Outer.Output + Lanes - 1) / Lanes;

    /// <summary>Words from a row of a plane to the next; zeros after a row are those before the next one where both exist.</summary>
    public int Pitch => Inner.Output + Inner.Halo - (Inner.Stride == 1 ? Math.Min(Math.Min(Inner.Before, Inner.After), Inner.Halo) : 0);

    /// <summary>Rows of a plane.</summary>
    public int PlaneRows => Tile + Outer.Halo;

    /// <summary>Words of a plane.</summary>
    public int PlaneWords => PlaneRows * Pitch;

    /// <summary>Words from a channel's first plane to that of the next channel.</summary>
    public int ChannelWords => Outer.Phases * Inner.Phases * PlaneWords;

    /// <summary>Words of all planes, with zeros after the last one.</summary>
    public int PackedWords => (Channels * ChannelWords) + Pitch + Inner.Halo;

    /// <summary>Words of a whole tile's sums.</summary>
    public int Words(int rows) => ((rows - 1) * Pitch) + Inner.Output;

    /// <summary>First output of a lane along the outer axis.</summary>
    public int Start(int lane) => Math.Min(lane * Band, Outer.Output - Band);

    /// <summary>From the first word of a channel's planes to the one that a tap reads for the first output.</summary>
    public int TapOffset(int row, int column)
    {
        var (outer, inner) = Transposed ? (column, row) : (row, column);
        var plane = (outer % Outer.Stride * Inner.Phases) + (inner % Inner.Stride);
        return (plane * PlaneWords) + (outer / Outer.Stride * Pitch) + (inner / Inner.Stride);
    }

    /// <summary>A plan for a layer, its tile and group still to be chosen.</summary>
    public static SweepPlan Of(Convolution layer, Model.Graph.Shape input, int lanes, bool transposed)
    {
        var (window, output) = (layer.Window, layer.Output.Shape);
        var vertical = new SweepAxis(input.Height, output.Height, window.KernelHeight, window.StrideY, window.Padding.Top);
        var horizontal = new SweepAxis(input.Width, output.Width, window.KernelWidth, window.StrideX, window.Padding.Left);
        return new SweepPlan(
            lanes,
            transposed,
            transposed ? horizontal : vertical,
            transposed ? vertical : horizontal,
            1,
            input.Channels,
            8
        );
    }
}

/// <summary>Where the words of the compact storage are.</summary>
public enum SweepStorage
{
    /// <summary>In the code, as literals: flash and no heap.</summary>
    Literals,

    /// <summary>In a static table: less flash, and the same again on the heap.</summary>
    Table,
}
