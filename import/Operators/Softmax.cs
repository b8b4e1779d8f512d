using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>SOFTMAX over the last dimension, at the end of the network.</summary>
internal sealed class SoftmaxRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["SOFTMAX"];

    public override string Supported => "at the end of the network, over up to 4,095 channels";

    public override string Becomes => "softmax in integers, or none with --drop-softmax";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    // Inputs are taken as Q5.26.
    private const int IntegerBits = 5;

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        Table.RequireOutput(node, output, 1.0 / 256, sbyte.MinValue);
        if (output.Shape.Channels > Softmax.MaximumChannels)
        {
            throw Problems.UnsupportedOption(node, $"{output.Shape.Channels} channels; at most {Softmax.MaximumChannels} are allowed");
        }

        if (FixedPoint.FactorOf(input.Scale * (1 << (31 - IntegerBits))).Shift < 0)
        {
            throw Problems.NotExact(node, $"its input's scale of {input.Scale} is below what the source's arithmetic is defined for");
        }

        network.Take(node, 256);
        network.Add(
            node,
            new Softmax(
                NetworkBuilder.NewName(node),
                [network.NameOf(node, source)],
                output,
                Exponentials(input.Scale, node.Options?.Float(0) ?? 0)
            ),
            "taken over"
        );
    }

    /// <summary>exp(-distance * beta * scale) in Q0.31 for every distance from the largest input.</summary>
    internal static ImmutableArray<int> Exponentials(double scale, float beta)
    {
        var factor = FixedPoint.FactorOf(Math.Min(beta * scale * (1 << (31 - IntegerBits)), int.MaxValue));
        var farthest = Math.Floor(Math.ScaleB((1 << IntegerBits) - 1, 31 - IntegerBits - factor.Shift));
        return
        [
            .. Enumerable
                .Range(0, 256)
                .Select(distance =>
                    distance > farthest
                        ? 0
                        : Transcendental.Exponential(
                            FixedPoint.MultiplyHigh((int)(-(long)distance << Math.Max(0, factor.Shift)), factor.Multiplier),
                            31 - IntegerBits
                        )
                ),
        ];
    }
}
