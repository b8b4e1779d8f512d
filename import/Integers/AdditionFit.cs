using Striate.Model.Graph;

namespace Striate.Import.Integers;

/// <summary>Two multipliers, a shift and a constant: <c>y = clamp((a * ma + b * mb + c) &gt;&gt; s)</c>.</summary>
internal readonly record struct AdditionParts(int MultiplierA, int MultiplierB, int Shift, long Constant);

/// <summary>Finds the shortest parts that give a sum of two bytes exactly, looking at all 65,536 pairs.</summary>
internal static class AdditionFit
{
    private const int FewestBits = 8;
    private const int MostBits = 31;

    /// <param name="function">The source's sum of two integers of -128..127.</param>
    /// <param name="ratioA">About y over a; not 0.</param>
    /// <param name="ratioB">About y over b; not 0, negative for a difference.</param>
    /// <param name="minimum">Lower end of the clamp.</param>
    /// <param name="maximum">Upper end of the clamp.</param>
    /// <returns>Null: no 31 bits do.</returns>
    public static AdditionParts? Find(Func<int, int, int> function, double ratioA, double ratioB, int minimum, int maximum)
    {
        var values = new int[256 * 256];
        for (var pair = 0; pair < values.Length; pair++)
        {
            values[pair] = function((pair >> 8) - 128, (pair & 255) - 128);
        }

        var largest = Math.Max(Math.Abs(ratioA), Math.Abs(ratioB));
        for (var bits = FewestBits; bits <= MostBits; bits++)
        {
            var shift = bits - 1 - Math.ILogB(largest);
            if (shift is < 1 or > 54)
            {
                continue;
            }

            var (a, b) = ((long)Math.Round(Math.ScaleB(ratioA, shift)), (long)Math.Round(Math.ScaleB(ratioB, shift)));
            foreach (var (deltaA, deltaB) in s_neighbours)
            {
                if (ConstantOf(values, a + deltaA, b + deltaB, shift, minimum, maximum) is { } constant)
                {
                    return new AdditionParts((int)(a + deltaA), (int)(b + deltaB), shift, constant);
                }
            }
        }

        return null;
    }

    private static readonly (int A, int B)[] s_neighbours = [(0, 0), (1, 1), (1, 0), (0, 1), (-1, 0), (0, -1), (-1, -1), (1, -1), (-1, 1)];

    private static long? ConstantOf(int[] values, long a, long b, int shift, int minimum, int maximum)
    {
        if (a == 0 || b == 0 || Math.Abs(a) > int.MaxValue || Math.Abs(b) > int.MaxValue)
        {
            return null;
        }

        var (low, high) = (long.MinValue / 4, long.MaxValue / 4);
        for (var pair = 0; pair < values.Length && low <= high; pair++)
        {
            var sum = (((pair >> 8) - 128) * a) + (((pair & 255) - 128) * b);
            low = values[pair] > minimum ? Math.Max(low, ((long)values[pair] << shift) - sum) : low;
            high = values[pair] < maximum ? Math.Min(high, ((values[pair] + 1L) << shift) - 1 - sum) : high;
        }

        return low <= high ? Math.Clamp(Requantisation.Half(shift), low, high) : null;
    }
}
