using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>Residual addition, in 32 bits where the ranges prove that it fits.</summary>
internal static class AddEmission
{
    private const int LongestUnroll = 8;

    /// <summary>With comparisons, or with a clamp table.</summary>
    public static IEnumerable<KernelVariant> Variants(LoweringContext context, Add layer)
    {
        yield return new KernelVariant("clamped by comparison", Workspace.None, planned => [Lower(planned, layer, byTable: false)]);
        if (ClampOf(layer, context.RangeOf(layer), context.RangeOf(layer, 1)) is { IsShort: true } use)
        {
            yield return new KernelVariant(
                "clamped by table",
                new Workspace(Clamps: use),
                planned => [Lower(planned, layer, byTable: true)]
            );
        }
    }

    /// <summary>The values that a table must clamp.</summary>
    public static ClampUse ClampOf(Add layer, ValueRange a, ValueRange b)
    {
        var values = Values(layer, a, b);
        return new ClampUse(
            layer.Minimum,
            layer.Maximum,
            (int)Math.Clamp(values.Minimum, int.MinValue / 4, 0),
            (int)Math.Clamp(values.Maximum, 0, int.MaxValue / 4)
        );
    }

    /// <summary>The class of a layer.</summary>
    public static KernelClass Lower(LoweringContext context, Add layer, bool byTable)
    {
        var (a, b, output) = (context.Input(layer, 0), context.Input(layer, 1), context.Output(layer));
        var table = byTable ? context.ClampTableOf(layer.Minimum, layer.Maximum) : null;
        var length = layer.Output.Shape.Width * layer.Output.Shape.Channels;
        var unroll = table is null ? 1 : Enumerable.Range(1, LongestUnroll).Last(count => length % count == 0);
        var statements = Enumerable.Range(0, unroll).SelectMany(index => Statements(context, layer, a, b, index, table));
        var run = new KernelMethod(
            "Run",
            true,
            table is null ? [new("byte[]", "a")] : [new("byte[]", "a"), new("byte[]", "c")],
            [
                new Assign("p", a.Buffer.Start, "int"),
                new Assign("r", b.Buffer.Start, "int"),
                new Assign("q", output.Start, "int"),
                Loop.Count(
                    "y",
                    layer.Output.Shape.Height,
                    [
                        Loop.Over("q", length, unroll, [.. statements, new Increase("p", unroll), new Increase("r", unroll)]),
                        new Increase("p", a.RowPitch - length),
                        new Increase("r", b.RowPitch - length),
                        new Increase("q", output.RowPitch - length),
                    ]
                ),
            ]
        );
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [], [run], table is null ? ["a"] : ["a", table.Name]);
    }

    /// <summary>The range of the sums before the clamp.</summary>
    public static AccumulatorRange Values(Add layer, ValueRange a, ValueRange b)
    {
        var sums = Sums(layer, a, b);
        return new AccumulatorRange(sums.Minimum >> layer.Shift, sums.Maximum >> layer.Shift);
    }

    private static AccumulatorRange Sums(Add layer, ValueRange a, ValueRange b)
    {
        var (first, second, constant) = (Scaled(a, layer.MultiplierA), Scaled(b, layer.MultiplierB), layer.ConstantOrHalf);
        return new AccumulatorRange(first.Minimum + second.Minimum + constant, first.Maximum + second.Maximum + constant);
    }

    private static AccumulatorRange Scaled(ValueRange range, int multiplier)
    {
        var (one, other) = ((long)range.Minimum * multiplier, (long)range.Maximum * multiplier);
        return new AccumulatorRange(Math.Min(one, other), Math.Max(one, other));
    }

    /// <summary>The statements of one value.</summary>
    private static Statement[] Statements(LoweringContext context, Add layer, MapAccess a, MapAccess b, int index, ClampTable? table)
    {
        var (rangeA, rangeB) = (context.RangeOf(layer), context.RangeOf(layer, 1));
        var (sum, fitsInt) = Sum(layer, a.Value("p", index), b.Value("r", index), rangeA, rangeB, table);
        if (table is not null)
        {
            return [new Store("a", ((Code)"q").Plus(index), new Element("c", fitsInt ? sum : sum.To("int")))];
        }

        var range = Values(layer, rangeA, rangeB);
        var clamped = fitsInt
            ? [new Assign("t", sum), .. RequantisationText.Clamp("t", range.Minimum, range.Maximum, layer.Minimum, layer.Maximum)]
            : RequantisationText.Narrow("t", sum, range.Minimum, range.Maximum, layer.Minimum, layer.Maximum);
        return [new Declare("int", ["t"]), .. clamped, new Store("a", "q", ((Code)"t").To("byte"))];
    }

    /// <summary>The index in a clamp table the sum of two values.</summary>
    /// <param name="layer">The addition.</param>
    /// <param name="a">One value.</param>
    /// <param name="b">The other one.</param>
    /// <param name="rangeA">Range of the one.</param>
    /// <param name="rangeB">Range of the other one.</param>
    /// <param name="table">The table.</param>
    /// <param name="product">The number of the value that is multiplied already; null: neither is.</param>
    public static Code TableIndex(Add layer, Code a, Code b, ValueRange rangeA, ValueRange rangeB, ClampTable table, int? product = null)
    {
        var (sum, fitsInt) = Sum(layer, a, b, rangeA, rangeB, table, product);
        return fitsInt ? sum : sum.To("int");
    }

    /// <summary>
    /// The sum of two values before its clamp, and whether it is an int; a table's offset is part of the rounding constant.
    /// </summary>
    private static (Code Sum, bool FitsInt) Sum(
        Add layer,
        Code a,
        Code b,
        ValueRange rangeA,
        ValueRange rangeB,
        ClampTable? table,
        int? product = null
    )
    {
        var sums = Sums(layer, rangeA, rangeB);
        var zero = table?.Zero ?? 0;
        var isFolded = sums.Maximum + ((Int128)zero << layer.Shift) <= long.MaxValue;
        var offset = isFolded ? (long)zero << layer.Shift : 0;
        var constant = layer.ConstantOrHalf + offset;
        var fitsInt = layer.Shift < 32 && sums.Minimum >= int.MinValue && sums.Maximum + Math.Max(constant, offset) <= int.MaxValue;
        var sum =
            (product == 0 ? Widened(a, fitsInt) : Scaled(a, layer.MultiplierA, fitsInt))
            + (product == 1 ? Widened(b, fitsInt) : Scaled(b, layer.MultiplierB, fitsInt))
            + (fitsInt ? unchecked((int)constant) : Code.Long(constant));
        return (isFolded ? sum >> layer.Shift : (sum >> layer.Shift) + Code.Long(zero), fitsInt);
    }

    /// <summary>
    /// Widened through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
    /// </summary>
    private static Code Scaled(Code value, int multiplier, bool fitsInt) =>
        (multiplier, fitsInt) switch
        {
            (1, true) => value,
            (_, true) => value * multiplier,
            _ => new AsInt(value).To("long") * Code.Long(multiplier),
        };

    private static Code Widened(Code product, bool fitsInt) => fitsInt ? product : product.To("long");
}
