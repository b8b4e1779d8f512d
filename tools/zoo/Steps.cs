using Striate.Model.Graph;

namespace Striate.Zoo;

/// <summary>
/// The real value of one step of activations whose values have deviation 1: ranges end at four deviations.
/// </summary>
internal static class Steps
{
    private const int LargestShift = 62;

    /// <summary>Bits of m where it is not 1; with 8-bit weights and activations the products usually fit 32 bits.</summary>
    public const int MultiplierBits = 8;

    /// <summary>The scale of a layer's output; a power of two where every m is 1.</summary>
    public static FeatureMap Of(NetworkWriter network, Shape shape, bool isSigned) =>
        new(
            shape,
            isSigned ? IntegerType.Int8 : IntegerType.UInt8,
            (network.PowerOfTwo, isSigned) switch
            {
                (true, true) => 1.0 / 32,
                (true, false) => 1.0 / 64,
                (false, true) => 4.0 / 127,
                (false, false) => 4.0 / 255,
            }
        );

    /// <summary>
    /// The smallest m / 2^s that is at least a factor, m having at most so many bits; with one bit and s at least 1 there
    /// is nothing above a half, which then has to do.
    /// </summary>
    public static (int Multiplier, int Shift) AtLeast(double factor, int bits)
    {
        var (scaled, shift, largest) = (factor, 0, (1 << bits) - 1);
        while (scaled * 2 <= largest && shift < LargestShift)
        {
            (scaled, shift) = (scaled * 2, shift + 1);
        }

        var multiplier = (int)Math.Ceiling(scaled);
        while (multiplier % 2 == 0 && shift > 1)
        {
            (multiplier, shift) = (multiplier / 2, shift - 1);
        }

        return (Math.Min(multiplier, largest), Math.Max(shift, 1));
    }
}
