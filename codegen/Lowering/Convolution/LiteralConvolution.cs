using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Convolutions with weights as literals: the window of a position in locals, used by every output channel.</summary>
internal static class LiteralConvolution
{
    /// <summary>Always possible.</summary>
    public static IEnumerable<KernelVariant> Variants(Convolution layer) =>
        [new("literals, value by value", Workspace.None, planned => Lower(planned, layer)) { Weights = WeightForm.Literals }];

    /// <summary>The classes of a layer.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer) =>
        [
            .. Outputs(layer, context.Accumulators(layer))
                .Chunk(LiteralBlock.MaximumOutputs)
                .SelectMany(outputs =>
                    MethodSplit.Classes(outputs, output => output.Taps.Count, part => LowerBlock(context, layer, new LiteralBlock(part)))
                )
                .Select(part => part with { Name = context.ClassNameFor(layer) }),
        ];

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
                taps.AddRange(
                    layer
                        .Bank.Catalog[layer.Bank.Shapes[slice]]
                        .Cells.Select(
                            (cell, tap) =>
                                (new InputCell(cell.Row, cell.Column, inputChannel), (int)layer.Bank.Weights[offsets[slice] + tap])
                        )
                        .Where(tap => tap.Item2 != 0)
                );
            }

            yield return new LiteralOutput(channel, layer.Bias[channel], taps, ranges[channel]);
        }
    }

    private static KernelClass LowerBlock(LoweringContext context, Convolution layer, LiteralBlock block)
    {
        var geometry = Geometry.Of(context, layer);
        var (output, shape) = (geometry.Output, layer.Output.Shape);
        var loops = shape.Height * shape.Width > 1;
        var strideX = loops && block.CanSlide(layer.Window.StrideX) ? layer.Window.StrideX : 0;
        Code Load(InputCell cell) =>
            loops ? geometry.Input.Value("p", Offset(geometry, cell)) : geometry.Input.Value(geometry.First + Offset(geometry, cell));
        Statement Store(int channel, Code value) =>
            new Store(output.Array, loops ? ((Code)"q").Plus(channel) : output.Start + channel, output.Narrow(value));
        var position = block.Position(strideX, Load, layer.Requantisation, Store);
        var body = loops ? Loops(layer, geometry, strideX == 0 ? [] : block.RowStart(strideX, Load), position) : position;
        var (parameters, arguments) = Signature.Of(output);
        return new KernelClass(
            layer.Name,
            string.Empty,
            [],
            [new KernelMethod("Run", true, parameters, [.. block.Declarations(layer.Requantisation), .. body])],
            arguments
        );
    }

    private static int Offset(Geometry geometry, InputCell cell) => geometry.CellOffset(cell.Row, cell.Column) + cell.Channel;

    /// <summary>Row after row, position after position.</summary>
    private static IEnumerable<Statement> Loops(
        Convolution layer,
        Geometry geometry,
        IEnumerable<Statement> rowStart,
        IEnumerable<Statement> position
    )
    {
        var span = (Code)"p" + (layer.Output.Shape.Width * geometry.StepX);
        Statement[] moves = [new Increase("p", geometry.StepX), new Increase("q", geometry.Output.PixelPitch)];
        var columns = new Loop(new Assign("end", span, "int"), "p", "end", Step: null, layer.Output.Shape.Width, [.. position, .. moves]);
        return
        [
            new Assign("p", geometry.First, "int"),
            new Assign("q", geometry.Output.Start, "int"),
            Loop.Count(
                "y",
                layer.Output.Shape.Height,
                [.. rowStart, columns, new Increase("p", geometry.StepRow), new Increase("q", geometry.OutputStepRow)]
            ),
        ];
    }
}
