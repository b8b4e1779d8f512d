using Striate.Codegen.Memory;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>
/// How a weight-stationary kernel visits the positions of a layer: with stride 1 in one run over the padded map, whose
/// border columns are computed and ignored; otherwise row by row.
/// </summary>
/// <param name="Rows">Runs.</param>
/// <param name="Length">Positions per run.</param>
/// <param name="Pitch">Accumulators between two output rows.</param>
internal readonly record struct Sweep(int Rows, int Length, int Pitch)
{
    /// <summary>Sums that are kept for one output channel.</summary>
    public int Accumulators => ((Rows - 1) * Pitch) + Length;

    public static Sweep Of(FeatureBuffer input, Convolution layer)
    {
        var shape = layer.Output.Shape;
        var inputWidth = input.RowPitch / input.PixelPitch;
        return layer.Window is { StrideX: 1, StrideY: 1 }
            ? new Sweep(1, ((shape.Height - 1) * inputWidth) + shape.Width, inputWidth)
            : new Sweep(shape.Height, shape.Width, shape.Width);
    }
}
