using CsCheck;
using Striate.Trainer.Quantisation;

namespace Striate.UnitTests.Trainer;

public sealed class FixedPointTests
{
    private static readonly Gen<double> s_factor = Gen.Double[-40, -1].Select(exponent => Math.Pow(2, exponent));

    [Fact]
    public void The_factor_at_least_is_the_smallest_that_the_bits_allow() =>
        Gen.Select(s_factor, Gen.Int[1, 16])
            .Sample(
                (factor, bits) =>
                {
                    var (multiplier, shift) = FixedPoint.AtLeast(factor, bits);
                    multiplier.ShouldBeInRange(1, (1 << bits) - 1);
                    shift.ShouldBeInRange(1, 62);
                    var real = FixedPoint.ToReal(multiplier, shift);
                    real.ShouldBeGreaterThanOrEqualTo(factor);
                    real.ShouldBeLessThanOrEqualTo(factor * (1 + Math.ScaleB(1, 1 - bits)));
                }
            );

    [Fact]
    public void The_nearest_factor_is_off_by_half_a_step_at_most() =>
        Gen.Select(s_factor, Gen.Int[2, 16])
            .Sample(
                (factor, bits) =>
                {
                    var (multiplier, shift) = FixedPoint.Nearest(factor, bits);
                    Math.Abs(FixedPoint.ToReal(multiplier, shift) - factor).ShouldBeLessThanOrEqualTo(factor * Math.ScaleB(1, -bits));
                }
            );

    [Theory]
    [InlineData(127.5, 255, 1)]
    [InlineData(127.9, 256, 1)]
    [InlineData(6263.61832817768, 12528, 1)]
    [InlineData(1e9, 2_000_000_000, 1)]
    public void Large_factors_have_larger_multipliers(double factor, int multiplier, int shift) =>
        FixedPoint.AtLeast(factor, 8).ShouldBe((multiplier, shift));

    [Fact]
    public void Factors_of_more_than_a_half_are_as_near_as_the_smallest_shift_allows() =>
        Gen.Select(Gen.Double[-1, 29.9], Gen.Int[2, 16])
            .Sample(
                (exponent, bits) =>
                {
                    var factor = Math.Pow(2, exponent);
                    var (least, nearest) = (FixedPoint.AtLeast(factor, bits), FixedPoint.Nearest(factor, bits));
                    var step = Math.Max(0.5, Math.ScaleB(factor, 1 - bits));
                    (FixedPoint.ToReal(least.Multiplier, least.Shift) - factor).ShouldBeInRange(0, step);
                    Math.Abs(FixedPoint.ToReal(nearest.Multiplier, nearest.Shift) - factor).ShouldBeLessThanOrEqualTo(step / 2);
                }
            );

    [Fact]
    public void One_bit_gives_powers_of_two() => s_factor.Sample(factor => FixedPoint.AtLeast(factor, 1).Multiplier.ShouldBe(1));

    [Fact]
    public void One_bit_is_too_little_for_more_than_a_half() => Should.Throw<StriateException>(() => FixedPoint.AtLeast(0.6, 1));

    [Fact]
    public void Multipliers_are_odd_so_that_products_are_small() => FixedPoint.AtLeast(0.375, 10).ShouldBe((3, 3));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(2e9)]
    public void Factors_without_a_shift_are_refused(double factor) => Should.Throw<StriateException>(() => FixedPoint.AtLeast(factor, 8));
}
