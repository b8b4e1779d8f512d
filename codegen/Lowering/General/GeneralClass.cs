using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>A class of general code: a template, what it renders from, and about what it costs.</summary>
internal static class GeneralClass
{
    // Arithmetic on indices, conditions and conversions around one value, about.
    private const int StatementsPerValue = 5;

    /// <summary>The class of a layer, or of some of its channels.</summary>
    /// <param name="context">Memory and names.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="template">Its template.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="values">What the template renders from, besides what all have.</param>
    /// <param name="outputs">Values that it writes.</param>
    /// <param name="perOutput">Values that it reads for each.</param>
    public static KernelClass Of(
        LoweringContext context, Layer layer, string template, ImmutableArray<TableText> tables, Dictionary<string, object> values, int outputs, int perOutput = 1)
    {
        var (output, className) = (context.Output(layer), context.ClassNameFor(layer));
        var (parameters, arguments) = Signature.Of(output);
        var shape = layer.Output.Shape;
        values["class"] = className;
        values["parameters"] = string.Join(", ", parameters);
        values["tables"] = tables.Select(table => table.Declaration).ToArray();
        values["output_array"] = output.Array;
        values["output_start"] = output.Start;
        values["output_cast"] = output.Cast;
        values["output_height"] = shape.Height;
        values["output_width"] = shape.Width;
        values["output_channels"] = shape.Channels;
        values["output_row"] = shape.Width * shape.Channels;
        values["output_gap"] = output.RowPitch - (shape.Width * shape.Channels);
        return new KernelClass(layer.Name, className, tables, [], arguments)
        {
            Template = (template, values),
            TemplateCost = CostOf(outputs, perOutput),
        };
    }

    /// <summary>How a layer reads one of its inputs.</summary>
    public static GeneralMap Input(LoweringContext context, Layer layer, int index = 0) => new(context.Memory.Buffers[layer.Inputs[index]]);

    /// <summary>What a template needs of a window over a map.</summary>
    public static Dictionary<string, object> Window(GeneralMap input, int rows, int columns, Window window) => new()
    {
        ["start"] = input.Start,
        ["input_height"] = input.Map.Shape.Height,
        ["input_width"] = input.Map.Shape.Width,
        ["input_channels"] = input.Map.Shape.Channels,
        ["row_pitch"] = input.RowPitch,
        ["kernel_rows"] = rows,
        ["kernel_columns"] = columns,
        ["stride_y"] = window.StrideY,
        ["stride_x"] = window.StrideX,
        ["top"] = window.Padding.Top,
        ["left"] = window.Padding.Left,
    };

    private static CodeCost CostOf(int outputs, int perOutput)
    {
        Statement[] term = [new Increase("t", new Element("w", "k") * new Element("a", (Code)"p" + "i"))];
        Statement[] around = [.. Enumerable.Repeat(new Assign("v", (Code)"v" * "m"), StatementsPerValue)];
        return new KernelMethod("Run", true, [], [Loop.Count("n", outputs, [Loop.Count("i", perOutput, term), .. around, new Store("a", "q", "t")])]).Cost;
    }
}
