using System.Collections.Immutable;
using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Fuzzing;

/// <summary>
/// Random types, scales, clamps, windows and requantisations: mostly what networks have, sometimes the ends of what is allowed.
/// </summary>
internal static class Values
{
    /// <summary>Few, so that maps can be concatenated.</summary>
    public static readonly Gen<double> Scale = Gen.OneOf(0.0625, 0.1);

    /// <summary>4..8 bits, signed or not; mostly bytes.</summary>
    public static readonly Gen<IntegerType> Activation = Gen.Frequency(
        (3, Gen.Const(IntegerType.UInt8)),
        (1, Gen.Const(IntegerType.Int8)),
        (2, from bits in Gen.Int[4, 8] from signed in Gen.Bool select new IntegerType(bits, signed))
    );

    /// <summary>The whole range of a type, or a part of it such as ReLU6 leaves.</summary>
    public static Gen<ValueRange> Clamp(IntegerType type) =>
        Gen.Frequency(
            (7, Gen.Const(new ValueRange(type.Minimum, type.Maximum))),
            (
                1,
                from a in Gen.Int[type.Minimum, type.Maximum]
                from b in Gen.Int[type.Minimum, type.Maximum]
                select new ValueRange(Math.Min(a, b), Math.Max(a, b))
            )
        );

    /// <summary>
    /// Multipliers and shifts that bring accumulators into a type's range, up to five bits above it (sums rarely come near their bounds);
    /// powers of two (m = 1) or multipliers of 1..31 bits.
    /// </summary>
    public static Gen<Requantisation> Requantisation(ImmutableArray<AccumulatorRange> accumulators, IntegerType type) =>
        from powersOfTwo in Gen.Bool
        from multiplierBits in Gen.Int[1, 31]
        from multipliers in Gen.Int[1, (int)((1L << multiplierBits) - 1)].Array[accumulators.Length]
        from saturation in Gen.Int[0, 5].Array[accumulators.Length]
        from clamp in Clamp(type)
        let chosen = multipliers.Select(multiplier => powersOfTwo ? 1 : multiplier).ToImmutableArray()
        select new Requantisation(
            chosen,
            [.. accumulators.Select((range, channel) => Shift(Largest(range), chosen[channel], type, saturation[channel]))],
            clamp.Minimum,
            clamp.Maximum
        );

    /// <summary>
    /// The shift that brings <paramref name="largest"/> * <paramref name="multiplier"/> to a type's largest value, less so many bits.
    /// </summary>
    public static int Shift(double largest, double multiplier, IntegerType type, int saturation) =>
        Math.Clamp((int)Math.Ceiling(Math.Log2(Math.Max(1, largest * multiplier / type.Maximum))) - saturation, 1, 62);

    /// <summary>
    /// Biases up to an eighth of the largest sum; one in eight layers brings some accumulators to the very ends of int32.
    /// </summary>
    public static Gen<ImmutableArray<int>> Bias(ImmutableArray<AccumulatorRange> sums) =>
        from kind in Gen.Int[0, 7]
        from parts in Gen.Int[-1000, 1000].Array[sums.Length]
        select sums.Select(
                (range, channel) =>
                    kind switch
                    {
                        7 when parts[channel] > 700 => (int)(int.MaxValue - range.Maximum),
                        7 when parts[channel] < -700 => (int)(int.MinValue - range.Minimum),
                        _ => (int)(Largest(range) * parts[channel] / 8000) + (parts[channel] % 17),
                    }
            )
            .ToImmutableArray();

    public static long Largest(AccumulatorRange range) => Math.Max(-range.Minimum, range.Maximum);

    /// <summary>Windows over a map: kernels up to 5 cells a side, square or not, any padding below the kernel, steps of 1..3.</summary>
    /// <param name="input">The map.</param>
    /// <param name="isBareDown">Without padding above and below.</param>
    /// <param name="isBareAcross">Without padding on the left and right.</param>
    public static Gen<Window> Window(Shape input, bool isBareDown = false, bool isBareAcross = false) =>
        from square in Gen.Bool
        from vertical in isBareDown ? Bare(input.Height) : Axis(input.Height)
        from horizontal in isBareAcross ? Bare(input.Width) : Axis(input.Width)
        let across = square && input.Height == input.Width ? vertical : horizontal
        select new Window(
            vertical.Kernel,
            across.Kernel,
            vertical.Step,
            across.Step,
            new Padding(vertical.Before, across.Before, vertical.After, across.After)
        );

    private static Gen<(int Kernel, int Step, int Before, int After)> Bare(int side) =>
        from kernel in Gen.Int[1, Math.Min(5, side)]
        from step in Gen.Frequency((5, Gen.Const(1)), (3, Gen.Const(2)), (1, Gen.Const(3)))
        select (kernel, step, 0, 0);

    private static Gen<(int Kernel, int Step, int Before, int After)> Axis(int side) =>
        from kernel in Gen.Int[1, Math.Min(5, side + 1)]
        from step in Gen.Frequency((3, Gen.Const(1)), (2, Gen.Const(2)), (1, Gen.Const(3)))
        from padding in Gen.Frequency(
            (2, Gen.Const((Before: kernel / 2, After: kernel / 2))),
            (1, Gen.Const((Before: 0, After: Math.Min(1, kernel - 1)))),
            (1, Gen.Const((Before: 0, After: 0))),
            (2, from before in Gen.Int[0, kernel - 1] from after in Gen.Int[0, kernel - 1] select (Before: before, After: after))
        )
        let missing = Math.Max(0, kernel - side - padding.Before - padding.After)
        select (kernel, step, padding.Before + missing, padding.After);
}
