using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>
/// Layers that compute each value of the values at its place. Code for one value has <c>n</c>, its number, <c>k</c>, its channel,
/// <c>p</c> and <c>r</c>, the indices of the inputs' values, and makes <c>t</c>.
/// </summary>
internal static class GeneralElements
{
    public static KernelClass Lower(LoweringContext context, Layer layer) => layer switch
    {
        Add add => Add(context, add),
        Multiply multiply => Multiply(context, multiply),
        ScaleShift scaleShift => ScaleShift(context, scaleShift),
        Constant constant => Of(context, layer, [TableText.Narrowest("Values", constant.Values)], "t = Values[n];"),
        LookUp lookUp => Of(context, layer, [TableText.Narrowest("Table", lookUp.Table)], $"t = Table[{AtSmallest(GeneralClass.Input(context, layer), "p")}];"),
        Flatten => Of(context, layer, [], $"t = {GeneralClass.Input(context, layer).Value("p")};"),
        _ => throw new ArgumentException($"layer '{layer.Name}': the generator has no layer kind {layer.GetType().Name}"),
    };

    private static KernelClass Add(LoweringContext context, Add layer)
    {
        var (a, b) = (GeneralClass.Input(context, layer), GeneralClass.Input(context, layer, 1));
        var (termA, termB) = layer.Tables is null ? (a.Value("p"), b.Value("r")) : ($"TermsA[{AtSmallest(a, "p")}]", $"TermsB[{AtSmallest(b, "r")}]");
        return Of(
            context, layer, layer.Tables is { } terms ? [TableText.Of("TermsA", terms.A), TableText.Of("TermsB", terms.B)] : [],
            $"int ta = {termA}; int tb = {termB}; long u = ((long)ta * {Long(layer.MultiplierA)} + (long)tb * {Long(layer.MultiplierB)} + {Long(layer.ConstantOrHalf)}) >> {layer.Shift};",
            Clamp(layer.Minimum, layer.Maximum));
    }

    private static KernelClass Multiply(LoweringContext context, Multiply layer)
    {
        var (a, b) = (GeneralClass.Input(context, layer), GeneralClass.Input(context, layer, 1));
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, ..);
        var gate = FormattableString.Invariant($"{b.Start} + k");
        return Of(
            context, layer, requantisation.Tables, "int o = 0;", requantisation.Hoisted,
            $"t = {a.Distance("p")} * {b.Distance(b.Map.Shape == a.Map.Shape ? "r" : gate)};", requantisation.Apply);
    }

    private static KernelClass ScaleShift(LoweringContext context, ScaleShift layer) => Of(
        context, layer,
        [
            TableText.Narrowest("Multipliers", layer.Multipliers), TableText.Narrowest("Shifts", layer.Shifts),
            TableText.Of("Offsets", layer.Offsets.Zip(layer.Shifts, (offset, shift) => offset + Requantisation.Half(shift)).ToArray()),
        ],
        $"t = {GeneralClass.Input(context, layer).Value("p")};", "int m = Multipliers[k]; int s = Shifts[k]; long c = Offsets[k];", "long u = ((long)t * (long)m + c) >> s;",
        Clamp(layer.Minimum, layer.Maximum));

    private static KernelClass Of(LoweringContext context, Layer layer, ImmutableArray<TableText> tables, params string[] lines)
    {
        var output = layer.Output.Shape;
        var cursors = layer.Inputs.Zip((string[])["p", "r"], (name, index) => (Map: new GeneralMap(context.Memory.Buffers[name]), Index: index))
            .Where(cursor => cursor.Map.Map.Shape.Length == output.Length)
            .Select(cursor => new { cursor.Index, cursor.Map.Start, cursor.Map.RowGap, Row = cursor.Map.RowPitch - cursor.Map.RowGap }).ToArray();
        return GeneralClass.Of(
            context, layer, "general.elements", tables, new() { ["length"] = output.Length, ["cursors"] = cursors, ["lines"] = lines }, output.Length);
    }

    private static string AtSmallest(GeneralMap map, string index) => FormattableString.Invariant($"{map.Value(index)} + {-map.Map.Type.Minimum}");

    private static string Long(long value) => value == long.MinValue ? "long.MinValue" : FormattableString.Invariant($"({value}L)");

    private static string Clamp(int low, int high) => FormattableString.Invariant($"t = u < {low}L ? {low} : u > {high}L ? {high} : (int)u;");
}
