using Striate.Model.Graph;

namespace Striate.Verification;

/// <summary>Inputs for comparing executors where no data set is at hand: the same for the same network, on any machine.</summary>
public static class TestInputs
{
    /// <summary>
    /// First all values at the minimum, then all at the maximum, then pseudo-random values of the whole range.
    /// </summary>
    /// <param name="input">The network's input.</param>
    /// <param name="count">How many.</param>
    public static IReadOnlyList<byte[]> For(FeatureMap input, int count)
    {
        var levels = (ulong)(input.Type.Maximum - input.Type.Minimum + 1);
        var state = 0x9E3779B97F4A7C15UL;
        var inputs = new byte[count][];
        for (var index = 0; index < count; index++)
        {
            inputs[index] = new byte[input.Shape.Length];
            for (var value = 0; value < inputs[index].Length; value++)
            {
                inputs[index][value] = index switch
                {
                    0 => (byte)input.Type.Minimum,
                    1 => (byte)input.Type.Maximum,
                    _ => (byte)(input.Type.Minimum + (int)(Next(ref state) % levels)),
                };
            }
        }

        return inputs;
    }

    // SplitMix64: System.Random may change its sequence with the framework.
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return (mixed ^ (mixed >> 31)) >> 1;
    }
}
