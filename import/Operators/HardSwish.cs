using System.Collections.Immutable;
using Striate.Import.Integers;
using Striate.Import.Networks;
using Striate.Import.Shapes;
using Striate.Import.Source;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;

namespace Striate.Import.Operators;

/// <summary>HARD_SWISH in 16 bits, as the source computes it.</summary>
internal sealed class HardSwishRule : OperatorRule
{
    public override ImmutableArray<string> Kinds => ["HARD_SWISH"];

    public override string Supported => "all";

    public override string Becomes => "look-up table";

    public override ImmutableArray<int> Infer(ShapeScope scope, SourceNode node) => Table.Infer(scope, node);

    // The source's 3 / 32768: one step of the 16-bit number that stands for ReLU6(x + 3) / 6.
    private const float ReluStep = 3f / 32768;

    public override void TakeOver(NetworkBuilder network, SourceNode node)
    {
        var source = network.Input(node, 0);
        var (input, output) = (network.MapOf(node, source), network.MapOf(node, network.Output(node)));
        var fine = (1f / 128) * (float)input.Scale;
        var (outFactor, reluFactor) = (
            FixedPoint.FactorOf((double)(fine / (float)output.Scale)),
            FixedPoint.FactorOf((double)(fine / ReluStep))
        );
        if (outFactor.Shift > 0)
        {
            throw Problems.NotExact(node, "its output scale is too small for the source's arithmetic");
        }

        var (outMultiplier, reluMultiplier) = (Narrow(outFactor.Multiplier), Narrow(reluFactor.Multiplier));
        Table.Add(
            network,
            node,
            source,
            output,
            value =>
            {
                var wide = (value - input.ZeroPoint) * 128;
                var relu = HighShort(ShiftLeft(wide, reluFactor.Shift - 1), reluMultiplier);
                relu = reluFactor.Shift > 0 ? ShiftLeft(relu, 1) : FixedPoint.DivideByPowerOfTwo(relu, -reluFactor.Shift);
                relu = (relu + (1 << 15)) >> 1;
                var product = (relu * HighShort(wide, outMultiplier)) / (1 << 15);
                return FixedPoint.DivideByPowerOfTwo(Short(product), -outFactor.Shift) + output.ZeroPoint;
            }
        );
    }

    // 31 to 15 bits.
    private static int Narrow(int multiplier) => multiplier >= int.MaxValue - (1 << 15) ? short.MaxValue : (multiplier + (1 << 15)) >> 16;

    private static int ShiftLeft(int value, int shift) => shift > 0 ? Short((long)value << Math.Min(shift, 31)) : value;

    /// <summary>The upper 16 bits of twice the product, rounded half away from zero.</summary>
    private static int HighShort(int a, int b)
    {
        var product = a * b;
        return Short((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    private static int Short(long value) => (int)Math.Clamp(value, short.MinValue, short.MaxValue);
}
