using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>ADD and SUB: both terms are rounded at 20 extra bits, then their sum.</summary>
internal sealed class AddRule : OperatorRule
{
    private const int ExtraBits = 20;

    public override ImmutableArray<string> Kinds => ["ADD", "SUB"];

    public override string Supported => "two maps of equal shape, or one and a constant that is repeated; fused ReLU, ReLU6, ReLU -1..1";

    public override string Becomes => "add; with a constant per channel a scale-shift; with tables of terms where no multipliers are exact";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Broadcast.Shape(scope, node);

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var (a, b) = (network.Input(node, 0), network.Input(node, 1));
        var (mapA, mapB, output) = (network.MapOf(node, a), network.MapOf(node, b), network.MapOf(node, network.Output(node)));
        var sum = Sum.Of(node, mapA, mapB, output);
        if (
            a.IsConstant != b.IsConstant
            && Broadcast.IsPerChannel(network, node, a.IsConstant ? a : b)
            && ScaleShift(network, node, sum, output)
        )
        {
            return;
        }

        ImmutableArray<string> inputs =
        [
            Broadcast.OperandOf(network, node, a, mapA, output.Shape, "a"),
            Broadcast.OperandOf(network, node, b, mapB, output.Shape, "b"),
        ];
        var (name, limits) = (NetworkBuilder.NewName(node), sum.Limits);
        if (AdditionFit.Find(sum.Apply, sum.RatioA, sum.RatioB, limits.Minimum, limits.Maximum) is { } parts)
        {
            network.Add(
                node,
                new Add(
                    name,
                    inputs,
                    output,
                    parts.MultiplierA,
                    parts.MultiplierB,
                    parts.Shift,
                    limits.Minimum,
                    limits.Maximum,
                    parts.Constant
                ),
                "taken over"
            );
            return;
        }

        network.Add(node, sum.WithTables(node, name, inputs), "taken over, with tables of rounded terms");
    }

    /// <summary>A constant per channel: a function of one integer per channel.</summary>
    private static bool ScaleShift(NetworkBuilder network, SourceNode node, Sum sum, FeatureMap output)
    {
        var (a, b) = (network.Input(node, 0), network.Input(node, 1));
        var constants = Broadcast.Expand(network, node, a.IsConstant ? a : b, new Model.Graph.Shape(1, 1, output.Shape.Channels));
        return Affine.Add(
            network,
            node,
            a.IsConstant ? b : a,
            output,
            sum.Limits,
            a.IsConstant ? sum.RatioB : sum.RatioA,
            channel => value => a.IsConstant ? sum.Apply(constants[channel], value) : sum.Apply(value, constants[channel])
        );
    }

    /// <summary>The source's sum of two integers.</summary>
    private sealed record Sum(
        FeatureMap A,
        FeatureMap B,
        FeatureMap Output,
        ValueRange Limits,
        int Sign,
        FixedPoint.Factor FactorA,
        FixedPoint.Factor FactorB,
        FixedPoint.Factor FactorOut
    )
    {
        public double RatioA => A.Scale / Output.Scale;

        public double RatioB => Sign * B.Scale / Output.Scale;

        public static Sum Of(SourceNode node, FeatureMap a, FeatureMap b, FeatureMap output)
        {
            var twice = 2 * Math.Max(a.Scale, b.Scale);
            return new Sum(
                a,
                b,
                output,
                Activation.LimitsOf(node, node.Options?.Byte(0) ?? 0, output),
                node.Kind == "SUB" ? -1 : 1,
                FixedPoint.FactorOf(a.Scale / twice),
                FixedPoint.FactorOf(b.Scale / twice),
                Products.FactorOf(node, twice / ((1 << ExtraBits) * output.Scale))
            );
        }

        public int Apply(int a, int b) => Rounded(TermA(a) + TermB(b));

        /// <summary>The layer with the rounded terms as tables.</summary>
        public Add WithTables(SourceNode node, string name, ImmutableArray<string> inputs)
        {
            var values = Enumerable.Range(sbyte.MinValue, 256);
            var tables = new AddTables([.. values.Select(TermA)], [.. values.Select(TermB)]);
            var range = new AccumulatorRange((long)tables.A.Min() + tables.B.Min(), (long)tables.A.Max() + tables.B.Max());
            var part = Products.Requantise(
                node,
                range,
                FactorOut.Value,
                Limits,
                Output.ZeroPoint,
                sum => Rounded((int)sum),
                Products.SplitOf(FactorOut)
            );
            return new Add(
                name,
                inputs,
                Output,
                part.Multiplier,
                part.Multiplier,
                part.Shift,
                Limits.Minimum,
                Limits.Maximum,
                part.Constant,
                tables
            );
        }

        private int TermA(int a) => FixedPoint.Multiply((a - A.ZeroPoint) * (1 << ExtraBits), FactorA);

        private int TermB(int b) => Sign * FixedPoint.Multiply((b - B.ZeroPoint) * (1 << ExtraBits), FactorB);

        private int Rounded(int sum) => Math.Clamp(FixedPoint.Multiply(sum, FactorOut) + Output.ZeroPoint, Limits.Minimum, Limits.Maximum);
    }
}
