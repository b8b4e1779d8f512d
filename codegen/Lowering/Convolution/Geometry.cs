using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>Where the windows of a convolution lie in the arena and how they move; all in array elements.</summary>
/// <param name="First">Top left cell of the first window, channel 0.</param>
/// <param name="StepX">From a window to the next one in its row.</param>
/// <param name="StepRow">Added after a row of windows to reach the next row.</param>
/// <param name="OutputStepRow">The same for the output.</param>
/// <param name="GroupOffset">First input channel of output channel <c>o</c>'s group; null where there is one group.</param>
internal sealed record Geometry(
    MapAccess Input,
    OutputAccess Output,
    int First,
    int StepX,
    int StepRow,
    int OutputHeight,
    int OutputWidth,
    int OutputChannels,
    int OutputStepRow,
    Code? GroupOffset
)
{
    public static Geometry Of(LoweringContext context, Convolution layer)
    {
        var input = context.Input(layer);
        var output = context.Output(layer);
        var shape = layer.Output.Shape;
        var stepX = layer.Window.StrideX * input.PixelPitch;
        var outputsPerGroup = shape.Channels / layer.Groups;
        return new Geometry(
            input,
            output,
            input.Buffer.FirstWindow(layer.Window.Padding),
            stepX,
            (layer.Window.StrideY * input.RowPitch) - (shape.Width * stepX),
            shape.Height,
            shape.Width,
            shape.Channels,
            output.RowPitch - (shape.Width * output.PixelPitch),
            layer.Groups == 1 ? null : GroupOffsetOf(layer.Bank.InputChannels, outputsPerGroup)
        );
    }

    /// <summary>Where the windows of output channel <c>o</c> begin.</summary>
    public Code FirstOfGroup => GroupOffset is null ? First : (Code)First + GroupOffset;

    /// <summary>From a window's top left cell to another of its cells, same channel.</summary>
    public int CellOffset(int row, int column) => (row * Input.RowPitch) + (column * Input.PixelPitch);

    private static Code GroupOffsetOf(int inputChannels, int outputsPerGroup)
    {
        Code channel = "o";
        return outputsPerGroup > 1 ? channel / outputsPerGroup * inputChannels
            : inputChannels == 1 ? channel
            : channel * inputChannels;
    }
}
