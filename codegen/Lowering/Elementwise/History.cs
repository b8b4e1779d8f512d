using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>The steps before a block and the block behind each other; then the latest steps are kept.</summary>
internal static class HistoryEmission
{
    public static KernelClass Lower(LoweringContext context, History layer)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (parameters, arguments) = Signature.Of(output);
        var (unit, kept) = (layer.StepLength, context.Memory.Kept[layer.Name]);
        var (inputPitch, outputPitch) = layer.IsDown ? (input.RowPitch, output.RowPitch) : (input.PixelPitch, output.PixelPitch);
        var (block, written) = layer.IsDown
            ? (input.Shape.Height, layer.Output.Shape.Height)
            : (input.Shape.Width, layer.Output.Shape.Width);
        var (old, stays) = (Math.Min(written, layer.Kept), Math.Max(0, layer.Kept - block));
        Steps Kept(int step) => new(kept + (step * unit), unit);
        Steps Block(int step) => new(input.Start + (step * inputPitch), inputPitch);
        Steps Output(int step) => new(output.Start + (step * outputPitch), outputPitch);
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                .. Copy(Kept(0), Output(0), old, unit),
                .. Copy(Block(layer.Skip), Output(old), written - old, unit),
                .. Copy(Kept(layer.Kept - stays), Kept(0), stays, unit),
                .. Copy(Block(block - layer.Kept + stays), Kept(stays), layer.Kept - stays, unit),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run], arguments);
    }

    private static Statement[] Copy(Steps from, Steps to, int count, int unit) =>
        count == 0 ? []
        : count == 1 || (from.Pitch == unit && to.Pitch == unit)
            ? [new LibraryCall("Array", "Copy", ["a", from.Start, "a", to.Start, count * unit])]
        : [Loop.Count("y", count, [new LibraryCall("Array", "Copy", ["a", At(from), "a", At(to), unit])])];

    private static Code At(Steps steps) => (Code)steps.Start + ((Code)"y" * steps.Pitch);

    /// <summary>Where steps are in the arena.</summary>
    /// <param name="Start">The first value of the first one.</param>
    /// <param name="Pitch">From one step to the next.</param>
    private readonly record struct Steps(int Start, int Pitch);
}
