using Striate.Import.Integers;

namespace Striate.Import.Operators;

/// <summary>Inputs of logistic and tanh as Q4.27, and how far from 0 they are told apart.</summary>
internal sealed record Saturating(FixedPoint.Factor Factor, int Radius)
{
    private const int IntegerBits = 4;

    public static Saturating Of(double scale)
    {
        var factor = FixedPoint.FactorOf(scale * (1 << (31 - IntegerBits)));
        var radius = Math.Floor(Math.ScaleB((1 << IntegerBits) - 1, 31 - IntegerBits - factor.Shift));
        return new Saturating(factor, (int)Math.Min(radius, 1 << 16));
    }

    public int Apply(int distance, int lowest, int highest, Func<int, int> function) =>
        distance <= -Radius ? lowest
        : distance >= Radius ? highest
        : function(FixedPoint.Multiply(distance, Factor));
}
