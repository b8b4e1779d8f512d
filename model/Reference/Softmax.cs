using System.Numerics;
using Striate.Model.Graph.Layers;

namespace Striate.Model.Reference;

/// <summary>Numbers are fixed point: Qi.f has i integer and f fraction bits and a sign.</summary>
internal static class ReferenceSoftmax
{
    // 48/17 and -32/17 in Q2.29: the line that starts Newton's steps for 1 / d, d in 1/2..1.
    private const int StartOffset = 1515870810;
    private const int StartSlope = -1010580540;
    private const int One = 1 << 29;

    public static int[] Run(Softmax layer, int[] input)
    {
        var channels = layer.Output.Shape.Channels;
        var result = new int[input.Length];
        for (var start = 0; start < input.Length; start += channels)
        {
            Position(input.AsSpan(start, channels), layer.Exponentials.AsSpan(), result.AsSpan(start, channels));
        }

        return result;
    }

    private static void Position(ReadOnlySpan<int> input, ReadOnlySpan<int> exponentials, Span<int> result)
    {
        var (largest, sum) = (int.MinValue, 0);
        foreach (var value in input)
        {
            largest = Math.Max(largest, value);
        }

        foreach (var value in input)
        {
            sum += DivideByPowerOfTwo(exponentials[largest - value], 12);
        }

        // The sum is Q12.19; shifted up it is 1 + a with a in 0..1, Q0.31.
        var headroom = BitOperations.LeadingZeroCount((uint)sum);
        var reciprocal = ReciprocalOfOnePlus((int)(((long)sum << headroom) - (1L << 31)));
        for (var index = 0; index < input.Length; index++)
        {
            var share = MultiplyHigh(reciprocal, exponentials[largest - input[index]]);
            result[index] = Math.Clamp(DivideByPowerOfTwo(share, 12 - headroom + 23) - 128, sbyte.MinValue, sbyte.MaxValue);
        }
    }

    /// <summary>1 / (1 + a) in Q0.31.</summary>
    /// <param name="a">0..1 in Q0.31.</param>
    private static int ReciprocalOfOnePlus(int a)
    {
        var half = (int)(((long)a + int.MaxValue + 1) / 2);
        var x = StartOffset + MultiplyHigh(half, StartSlope);
        for (var step = 0; step < 3; step++)
        {
            x = Saturate(x + (long)Saturate(4L * MultiplyHigh(x, One - MultiplyHigh(half, x))));
        }

        return Saturate(2L * x);
    }

    /// <summary>The upper 32 bits of twice the product, rounded half up.</summary>
    private static int MultiplyHigh(int a, int b) => Saturate((((long)a * b) + (1L << 30)) >> 31);

    /// <summary>Rounds half away from zero.</summary>
    private static int DivideByPowerOfTwo(int value, int exponent)
    {
        var (wide, half) = ((long)value, 1L << (exponent - 1));
        return (int)((wide + half - (value < 0 ? 1 : 0)) >> exponent);
    }

    private static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}
