using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>The closing softmax, as <see cref="Softmax"/> defines it.</summary>
internal static class GeneralSoftmax
{
    private const long Half = 1L << 30;
    private const long FirstBit = 1L << 31;
    private const int Lowest = 128;

    // Sums of at least one whole exponential, in Q12.19, are shifted about so often.
    private const double UsualHeadroom = 11;
    private const int MostHeadroom = 31;

    public static KernelClass Lower(LoweringContext context, Softmax layer)
    {
        var (input, output, shape) = (context.Input(layer), context.Output(layer), layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        var value = input.Value((Code)"p" + "i");
        Code sum = "sum", x = "x", half = "half", shift = "shift", share = "share", largest = "largest";
        var distance = new Assign("distance", largest - value, "int");
        var exponential = new Element(new StaticField("Exponentials"), "distance").To("long");
        Statement[] position =
        [
            new Assign("largest", input.Buffer.Map.Type.Minimum - 1, "int"),
            Loop.Count("i", shape.Channels,
                [new Assign("value", value, "int"), new If("value", Comparison.Greater, largest, new Assign("largest", "value"), Enumerable.Range(1, shape.Channels).Average(values => 1.0 / values), IsByData: true)]),
            new Assign("sum", Code.Long(0), "long"),
            Loop.Count("i", shape.Channels, [distance, new Increase("sum", (exponential + Code.Long(2048)) >> 12)]),
            new Assign("headroom", 0, "int"),
            new Loop(null, sum, Code.Long(FirstBit), null, UsualHeadroom, [new Assign("sum", sum << 1), new Increase("headroom", 1)], MostHeadroom),
            new Assign("half", sum >> 1, "long"),
            new Assign("x", Code.Long(1515870810) + (((half * Code.Long(-1010580540)) + Code.Long(Half)) >> 31), "long"),
            Loop.Count("step", 3,
            [
                new Assign("error", Code.Long(536870912) - (((half * x) + Code.Long(Half)) >> 31), "long"),
                new Increase("x", Code.Long(4) * (((x * "error") + Code.Long(Half)) >> 31)),
            ]),
            new Assign("x", x + x),
            new If(x, Comparison.Greater, Code.Long(int.MaxValue), new Assign("x", Code.Long(int.MaxValue)), 0, IsByData: true),
            new Assign("shift", (Code)35 - "headroom", "int"),
            Loop.Count("i", shape.Channels,
            [
                distance,
                new Assign("share", ((x * exponential) + Code.Long(Half)) >> 31, "long"),
                new Assign("t", Binary.Of(Operator.ShiftRight, share + Binary.Of(Operator.ShiftLeft, Code.Long(1), shift - 1), shift).To("int") - Lowest, "int"),
                new If("t", Comparison.Greater, Lowest - 1, new Assign("t", Lowest - 1), 0, IsByData: true),
                new Store(output.Array, (Code)"q" + "i", output.Narrow("t")),
            ]),
            new Increase("p", shape.Channels),
            new Increase("q", shape.Channels),
        ];
        var run = new KernelMethod("Run", true, parameters,
        [
            new Assign("p", input.Start, "int"),
            new Assign("q", output.Start, "int"),
            Loop.Count("y", shape.Height, [Loop.Count("column", shape.Width, position), new Increase("p", input.RowGap)]),
        ]);
        return new KernelClass(layer.Name, context.ClassNameFor(layer), [TableText.Of("Exponentials", layer.Exponentials)], [run], arguments);
    }
}
