using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>How a convolution is computed in lanes.</summary>
/// <param name="Layout">Lanes and bands.</param>
/// <param name="Packing">When its input is packed into words.</param>
/// <param name="BlockOutputs">Most output channels per class.</param>
/// <param name="Sum">The residual addition that is computed with it; null for none.</param>
/// <param name="ClampsByTable">False: by comparison, where values before the clamp are spread too far for a table.</param>
/// <param name="Pool">The max pooling that is computed with it; null for none.</param>
/// <param name="MultipliesByTable">Whether the clamp table also multiplies by the factor of the sum, which takes more heap.</param>
/// <param name="Across">False: bands of rows. True: bands of columns, the last of which ends at the last column.</param>
internal sealed record LanePlan(
    LaneLayout Layout,
    LanePacking Packing,
    int BlockOutputs,
    FusedAdd? Sum = null,
    bool ClampsByTable = true,
    bool MultipliesByTable = false,
    FusedPool? Pool = null,
    bool Across = false
)
{
    /// <summary>The layer behind that is computed with it; null for none.</summary>
    public Layer? Next => (Layer?)Sum?.Layer ?? Pool?.Layer;

    /// <summary>What the clamp table multiplies by, where its entries only go into a sum; 0: its entries are bytes.</summary>
    public int Factor => ClampsByTable && MultipliesByTable && Sum is not null ? Sum.Factor : 0;

    /// <summary>First output row or column of a lane.</summary>
    /// <param name="lane">Which lane.</param>
    /// <param name="columns">Output columns.</param>
    public int Start(int lane, int columns) => Across ? Math.Min(lane * Layout.Band, columns - Layout.Band) : lane * Layout.Band;
}

/// <summary>When the bytes of several rows become words.</summary>
internal enum LanePacking
{
    /// <summary>Each time a cell is loaded.</summary>
    AtLoad,

    /// <summary>Once per row, into a ring of as many rows as the kernel has.</summary>
    Ring,

    /// <summary>Once, the whole map; the rows between two bands are shifted copies of others.</summary>
    Map,
}
