using static Striate.Import.Integers.FixedPoint;

namespace Striate.Import.Integers;

/// <summary>
/// exp, logistic and tanh in the fixed point of gemmlowp, which TensorFlow Lite Micro uses. Qi.f: i integer, f fraction bits, a sign.
/// </summary>
internal static class Transcendental
{
    // exp(-2^k) in Q0.31 for k = -2..4.
    private static readonly int[] s_powers = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>exp(a) in Q0.31.</summary>
    /// <param name="a">Not positive.</param>
    /// <param name="fractionBits">Fraction bits of a.</param>
    public static int Exponential(int a, int fractionBits)
    {
        if (a == 0)
        {
            return int.MaxValue;
        }

        // a = -(rest) + part, part in -1/4..0.
        var quarter = 1 << (fractionBits - 2);
        var part = (a & (quarter - 1)) - quarter;
        var result = ExponentialOfQuarter(part << (31 - fractionBits));
        var rest = part - a;
        for (var power = 0; power < s_powers.Length && fractionBits - 2 + power < 31; power++)
        {
            if ((rest & (1 << (fractionBits - 2 + power))) != 0)
            {
                result = MultiplyHigh(result, s_powers[power]);
            }
        }

        return result;
    }

    /// <summary>1 / (1 + exp(-x)) in Q0.31, x in Q4.27.</summary>
    public static int Logistic(int x)
    {
        if (x == 0)
        {
            return 1 << 30;
        }

        var positive = ReciprocalOfOnePlus(Exponential(-Math.Abs(x), 27), out _);
        return x > 0 ? positive : int.MaxValue - positive;
    }

    /// <summary>tanh(x) in Q0.31, x in Q4.27.</summary>
    public static int Tanh(int x)
    {
        if (x == 0)
        {
            return 0;
        }

        // exp(-2 |x|): the same integer with one fraction bit fewer. tanh = (1 - e) / (1 + e) = 2 / (1 + e) - 1.
        ReciprocalOfOnePlus(Exponential(-Math.Abs(x), 26), out var reciprocal);
        var positive = Saturate(4L * (reciprocal - (1L << 29)));
        return x > 0 ? positive : -positive;
    }

    /// <summary>1 / (1 + a) in Q0.31 for a in 0..1 in Q0.31, and twice that in Q2.29.</summary>
    private static int ReciprocalOfOnePlus(int a, out int twice)
    {
        var half = (int)(((long)a + int.MaxValue + 1) / 2);
        var x = 1515870810 + MultiplyHigh(half, -1010580540);
        for (var step = 0; step < 3; step++)
        {
            x = Saturate(x + (long)Saturate(4L * MultiplyHigh(x, (1 << 29) - MultiplyHigh(half, x))));
        }

        twice = x;
        return Saturate(2L * x);
    }

    /// <summary>exp(a) in Q0.31 for a in -1/4..0 in Q0.31: the Taylor polynomial around -1/8.</summary>
    private static int ExponentialOfQuarter(int a)
    {
        var x = a + (1 << 28);
        var x2 = MultiplyHigh(x, x);
        var x3 = MultiplyHigh(x2, x);
        var x4 = MultiplyHigh(x2, x2);
        var tail = DivideByPowerOfTwo(MultiplyHigh(DivideByPowerOfTwo(x4, 2) + x3, 715827883) + x2, 1);
        return 1895147668 + MultiplyHigh(x + tail, 1895147668);
    }
}
