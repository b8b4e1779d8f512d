using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Emission;

/// <summary>Convolutions with weights as literals: the window of a position in locals, used by every output channel.</summary>
internal static class LiteralConvolution
{
    public static ImmutableArray<LayerCode> Emit(EmissionContext context, Convolution layer) =>
        [.. LiteralSplit.Blocks(Outputs(layer, context.Accumulators(layer))).Select(block => EmitBlock(context, layer, new LiteralBlock(block)))];

    /// <summary>The taps of every output channel.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="ranges">Its accumulators per output channel.</param>
    public static IEnumerable<LiteralOutput> Outputs(Convolution layer, ImmutableArray<AccumulatorRange> ranges)
    {
        var offsets = layer.Bank.WeightOffsets();
        var outputsPerGroup = layer.Output.Shape.Channels / layer.Groups;
        for (var channel = 0; channel < layer.Output.Shape.Channels; channel++)
        {
            var taps = new List<(InputCell, int)>();
            for (var input = 0; input < layer.Bank.InputChannels; input++)
            {
                var slice = (channel * layer.Bank.InputChannels) + input;
                var inputChannel = (channel / outputsPerGroup * layer.Bank.InputChannels) + input;
                taps.AddRange(layer.Bank.Catalog[layer.Bank.Shapes[slice]].Cells
                    .Select((cell, tap) => (new InputCell(cell.Row, cell.Column, inputChannel), (int)layer.Bank.Weights[offsets[slice] + tap]))
                    .Where(tap => tap.Item2 != 0));
            }

            yield return new LiteralOutput(channel, layer.Bias[channel], taps, ranges[channel]);
        }
    }

    private static LayerCode EmitBlock(EmissionContext context, Convolution layer, LiteralBlock block)
    {
        var geometry = Geometry.Of(context, layer);
        var (output, shape) = (geometry.Output, layer.Output.Shape);
        var loops = shape.Height * shape.Width > 1;
        var strideX = loops && block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        int Offset(InputCell cell) => geometry.CellOffset(cell.Row, cell.Column) + cell.Channel;
        string Load(InputCell cell) => loops
            ? geometry.Input.At("p", Offset(cell))
            : geometry.Input.At((geometry.First + Offset(cell)).ToString(CultureInfo.InvariantCulture), 0);
        string Store(int channel, string value) => loops
            ? $"{output.Array}[{MapAccess.Sum("q", channel)}] = {output.Cast}({value});"
            : string.Create(CultureInfo.InvariantCulture, $"{output.Array}[{output.Start + channel}] = {output.Cast}({value});");
        var className = context.ClassNameFor(layer);
        var (parameters, arguments) = LayerEmitter.Signature(output);
        var text = Templates.Render("literal", new
        {
            Class = className,
            Parameters = parameters,
            Declarations = block.Declarations().ToArray(),
            LoopRows = loops,
            geometry.First,
            OutputStart = output.Start,
            OutputHeight = shape.Height,
            RowStart = strideX == 0 ? [] : block.RowStart(strideX, Load).ToArray(),
            RowSpan = shape.Width * geometry.StepX,
            Body = block.Position(strideX, Load, layer.Requantisation, Store).ToArray(),
            geometry.StepX,
            geometry.StepRow,
            OutputPixelPitch = output.PixelPitch,
            geometry.OutputStepRow,
        });
        return new LayerCode(layer.Name, className, text, arguments, TableBytes: 0);
    }
}
