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
    public static KernelClass Lower(LoweringContext context, Constant layer) =>
        Of(context, layer, TableText.Narrowest("Values", layer.Values), Counter.Value, values => new Element(values.Field, "n"));

    public static KernelClass Lower(LoweringContext context, LookUp layer) =>
        Of(
            context,
            layer,
            TableText.Narrowest("Table", layer.Table),
            Counter.None,
            table => FromSmallest(table, context.Input(layer), "p")
        );

    public static KernelClass Lower(LoweringContext context, Flatten layer) =>
        Of(context, layer, [], Counter.None, [Made(context.Input(layer).Value("p"))]);

    public static KernelClass Lower(LoweringContext context, Add layer)
    {
        var (a, b) = (context.Input(layer), context.Input(layer, 1));
        ImmutableArray<TableText> tables = layer.Tables is { } terms
            ? [TableText.Of("TermsA", terms.A), TableText.Of("TermsB", terms.B)]
            : [];
        var (termA, termB) = tables.IsEmpty
            ? (a.Value("p"), b.Value("r"))
            : (FromSmallest(tables[0], a, "p"), FromSmallest(tables[1], b, "r"));
        var sum =
            (new AsInt(termA).To("long") * Code.Long(layer.MultiplierA))
            + (new AsInt(termB).To("long") * Code.Long(layer.MultiplierB))
            + Code.Long(layer.ConstantOrHalf);
        return Of(
            context,
            layer,
            tables,
            Counter.None,
            [new Declare("int", ["t"]), .. GeneralRequantisation.Clamped(sum >> layer.Shift, layer.Minimum, layer.Maximum)]
        );
    }

    public static KernelClass Lower(LoweringContext context, Multiply layer)
    {
        var (a, b) = (context.Input(layer), context.Input(layer, 1));
        var requantisation = GeneralRequantisation.Of(layer.Requantisation, ..);
        var isGate = b.Shape != a.Shape;
        var product = a.Distance("p") * b.Distance(isGate ? (Code)b.Start + "k" : "r");
        return Of(
            context,
            layer,
            requantisation.Tables,
            isGate ? Counter.Channel : Counter.None,
            [Made(product), .. requantisation.Apply],
            requantisation.Hoisted(0)
        );
    }

    public static KernelClass Lower(LoweringContext context, ScaleShift layer)
    {
        ImmutableArray<TableText> tables =
        [
            TableText.Narrowest("Multipliers", layer.Multipliers),
            TableText.Narrowest("Shifts", layer.Shifts),
            TableText.Of("Offsets", layer.Offsets.Zip(layer.Shifts, (offset, shift) => offset + Requantisation.Half(shift)).ToArray()),
        ];
        Element Of(int table) => new(tables[table].Field, "k");
        var scaled = (new AsInt(context.Input(layer).Value("p")).To("long") * new AsInt(Of(0)).To("long")) + Of(2);
        return GeneralElements.Of(
            context,
            layer,
            tables,
            Counter.Channel,
            [
                new Declare("int", ["t"]),
                .. GeneralRequantisation.Clamped(Binary.Of(Operator.ShiftRight, scaled, Of(1)), layer.Minimum, layer.Maximum),
            ]
        );
    }

    /// <summary>The class of a layer whose values are entries of a table.</summary>
    private static KernelClass Of(LoweringContext context, Layer layer, TableText table, Counter counter, Func<TableText, Element> value) =>
        Of(context, layer, [table], counter, [Made(value(table))]);

    /// <summary>The class of a layer.</summary>
    /// <param name="context">Memory and names.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="tables">Its tables.</param>
    /// <param name="counter">What the code of a value must know of its place.</param>
    /// <param name="value">The code of a value.</param>
    /// <param name="before">Executed once.</param>
    private static KernelClass Of(
        LoweringContext context,
        Layer layer,
        ImmutableArray<TableText> tables,
        Counter counter,
        IEnumerable<Statement> value,
        IEnumerable<Statement>? before = null
    )
    {
        var (output, shape) = (context.Output(layer), layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        List<Cursor> cursors =
        [
            .. layer
                .Inputs.Select((_, index) => context.Input(layer, index))
                .Zip(
                    ["p", "r"],
                    (map, name) => new Cursor(name, map.Start, map.Shape.Width * map.Shape.Channels, map.RowGap, map.Shape.Length)
                )
                .Where(cursor => cursor.Values == shape.Length),
            new("q", output.Start, shape.Width * shape.Channels, output.RowPitch - (shape.Width * output.PixelPitch), shape.Length),
        ];
        IEnumerable<Statement> channel =
            counter != Counter.Channel
                ? []
                : [new Increase("k", 1), new If("k", Comparison.Equal, shape.Channels, new Assign("k", 0), 1.0 / shape.Channels)];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                .. before ?? [],
                .. cursors.SelectMany(cursor => cursor.Start()),
                .. counter == Counter.Channel ? [new Assign("k", 0, "int")] : Array.Empty<Statement>(),
                Loop.Count(
                    "n",
                    shape.Length,
                    [.. value, new Store(output.Array, "q", output.Narrow("t")), .. channel, .. cursors.SelectMany(cursor => cursor.Next())]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), tables, [run], arguments);
    }

    private static Assign Made(Code value) => new("t", value, "int");

    /// <summary>The entry of a table that begins with the smallest value of a map.</summary>
    private static Element FromSmallest(TableText table, MapAccess map, Code index) =>
        new(table.Field, map.Value(index).Plus(-map.Buffer.Map.Type.Minimum));

    /// <summary>What code of a value knows of its place.</summary>
    private enum Counter
    {
        None,
        Channel,
        Value,
    }

    /// <summary>An index that goes over all values of a map, in their order.</summary>
    /// <param name="Name">Name of the local.</param>
    /// <param name="First">Index of the first value.</param>
    /// <param name="Row">Values of a row.</param>
    /// <param name="Gap">Between two rows.</param>
    /// <param name="Values">Values of the map.</param>
    private sealed record Cursor(string Name, int First, int Row, int Gap, int Values)
    {
        private string Left => Name + "Left";

        public IEnumerable<Statement> Start() =>
            [new Assign(Name, First, "int"), .. Gap == 0 ? [] : new Statement[] { new Assign(Left, Row, "int") }];

        public IEnumerable<Statement> Next() =>
            [
                new Increase(Name, 1),
                .. Gap == 0
                    ? []
                    : new Statement[]
                    {
                        new Increase(Left, -1),
                        new If(Left, Comparison.Equal, 0, new Block([new Assign(Left, Row), new Increase(Name, Gap)]), 1.0 / Row),
                    },
            ];
    }
}
