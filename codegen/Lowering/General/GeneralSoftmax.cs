using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering.General;

/// <summary>The closing softmax, as <see cref="Softmax"/> defines it.</summary>
internal static class GeneralSoftmax
{
    // The upper 32 bits of twice a product of Q0.31, rounded.
    private const int Upper = 31;
    private const long Half = 1L << (Upper - 1);
    private const long FirstBit = 1L << Upper;

    // Exponentials are Q0.31; their sum is Q12.19, each rounded.
    private const int SumShift = 12;
    private const long SumHalf = 1L << (SumShift - 1);

    // 48/17 and -32/17 in Q2.29: the line that starts Newton's steps for 1 / d, d in 1/2..1; and 1.
    private const int StartOffset = 1_515_870_810;
    private const int StartSlope = -1_010_580_540;
    private const int One = 1 << 29;
    private const int NewtonSteps = 3;

    // What a step adds is the product of two Q2.29, and that is Q2.27.
    private const int StepScale = 4;

    // Q0.31 less the headroom of the sum, in 256 steps.
    private const int ShareShift = SumShift + 23;
    private const int Lowest = 128;

    // Sums of at least one whole exponential, in Q12.19, are shifted about so often.
    private const double UsualHeadroom = 11;
    private const int MostHeadroom = 31;

    public static KernelClass Lower(LoweringContext context, Softmax layer)
    {
        var (input, output, shape) = (context.Input(layer), context.Output(layer), layer.Output.Shape);
        var (parameters, arguments) = Signature.Of(output);
        var value = input.Value((Code)"p" + "i");
        Code sum = "sum",
            x = "x",
            half = "half",
            shift = "shift",
            share = "share",
            largest = "largest";
        var distance = new Assign("distance", largest - value, "int");
        var exponential = new Element(new StaticField("Exponentials", "int[]"), "distance").To("long");
        Statement[] position =
        [
            new Assign("largest", input.Buffer.Map.Type.Minimum - 1, "int"),
            Loop.Count(
                "i",
                shape.Channels,
                [
                    new Assign("value", value, "int"),
                    new If(
                        "value",
                        Comparison.Greater,
                        largest,
                        new Assign("largest", "value"),
                        Enumerable.Range(1, shape.Channels).Average(values => 1.0 / values),
                        IsByData: true
                    ),
                ]
            ),
            new Assign("sum", Code.Long(0), "long"),
            Loop.Count("i", shape.Channels, [distance, new Increase("sum", (exponential + Code.Long(SumHalf)) >> SumShift)]),
            new Assign("headroom", 0, "int"),
            new Loop(
                null,
                sum,
                Code.Long(FirstBit),
                null,
                UsualHeadroom,
                [new Assign("sum", sum << 1), new Increase("headroom", 1)],
                MostHeadroom
            ),
            new Assign("half", sum >> 1, "long"),
            new Assign("x", Code.Long(StartOffset) + Product(half, Code.Long(StartSlope)), "long"),
            Loop.Count(
                "step",
                NewtonSteps,
                [
                    new Assign("error", Code.Long(One) - Product(half, x), "long"),
                    new Increase("x", Code.Long(StepScale) * Product(x, "error")),
                ]
            ),
            new Assign("x", x + x),
            new If(x, Comparison.Greater, Code.Long(int.MaxValue), new Assign("x", Code.Long(int.MaxValue)), 0, IsByData: true),
            new Assign("shift", (Code)ShareShift - "headroom", "int"),
            Loop.Count(
                "i",
                shape.Channels,
                [
                    distance,
                    new Assign("share", Product(x, exponential), "long"),
                    new Assign(
                        "t",
                        Binary.Of(Operator.ShiftRight, share + Binary.Of(Operator.ShiftLeft, Code.Long(1), shift - 1), shift).To("int")
                            - Lowest,
                        "int"
                    ),
                    new If("t", Comparison.Greater, Lowest - 1, new Assign("t", Lowest - 1), 0, IsByData: true),
                    new Store(output.Array, (Code)"q" + "i", output.Narrow("t")),
                ]
            ),
            new Increase("p", shape.Channels),
            new Increase("q", shape.Channels),
        ];
        var run = new KernelMethod(
            "Run",
            true,
            parameters,
            [
                new Assign("p", input.Start, "int"),
                new Assign("q", output.Start, "int"),
                Loop.Count("y", shape.Height, [Loop.Count("column", shape.Width, position), new Increase("p", input.RowGap)]),
            ]
        );
        return new KernelClass(
            layer.Name,
            context.ClassNameFor(layer),
            [TableText.Of("Exponentials", layer.Exponentials)],
            [run],
            arguments
        );
    }

    private static Code Product(Code a, Code b) => ((a * b) + Code.Long(Half)) >> Upper;
}
