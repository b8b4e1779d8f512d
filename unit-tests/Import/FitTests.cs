using CsCheck;
using Striate.Import.Integers;
using Striate.Import.Operators;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.UnitTests.Import;

/// <summary>Constants that stand for another runtime's arithmetic give its integers, all of them.</summary>
public class FitTests
{
    [Fact]
    public void Steps_of_any_width_and_height_are_found_where_they_are() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 3])
            .Array[1, 40]
            .Sample(parts =>
            {
                var values = parts.Aggregate(
                    new List<int> { 0 },
                    (all, part) => [.. all, .. Enumerable.Repeat(all[^1] + part.Item2, part.Item1 + 1)]
                );
                StepFunction
                    .Of(100, 100 + values.Count - 1, place => values[(int)place - 100])
                    .Thresholds.ShouldBe(Enumerable.Range(1, values[^1]).Select(value => 100L + values.FindIndex(one => one >= value)));
            });

    [Fact]
    public void A_requantisation_gives_every_integer_of_the_double_rounding() =>
        (
            from multiplier in Gen.Int[1 << 30, int.MaxValue]
            from shift in Gen.Int[-9, 3]
            from first in Gen.Int[-4000, 100]
            from length in Gen.Int[0, 6000]
            from zeroPoint in Gen.Int[-128, 127]
            from a in Gen.Int[-128, 127]
            from b in Gen.Int[-128, 127]
            select (
                Factor: new FixedPoint.Factor(multiplier, shift),
                First: first,
                Last: first + length,
                ZeroPoint: zeroPoint,
                Limits: new ValueRange(Math.Min(a, b), Math.Max(a, b))
            )
        ).Sample(
            one =>
            {
                var requantisation = Products.Requantise(
                    new(0, "TEST", [], [], null),
                    [one.Factor],
                    [new AccumulatorRange(one.First, one.Last)],
                    one.Limits,
                    one.ZeroPoint
                );
                for (var sum = one.First; sum <= one.Last; sum++)
                {
                    requantisation
                        .Apply(sum, 0)
                        .ShouldBe(Math.Clamp(FixedPoint.Multiply(sum, one.Factor) + one.ZeroPoint, one.Limits.Minimum, one.Limits.Maximum));
                }
            },
            iter: 300
        );

    [Fact]
    public void The_smallest_argument_of_a_product_is_computed() =>
        (
            from multiplier in Gen.Int[1 << 30, int.MaxValue]
            from shift in Gen.Int[-20, 6]
            from value in Gen.Int[-255, 255]
            select (Factor: new FixedPoint.Factor(multiplier, shift), Value: value)
        ).Sample(one =>
        {
            // The steps of a product are believed to be where this says.
            var argument = FixedPoint.ArgumentOf(one.Value, one.Factor);
            FixedPoint.Multiply((int)argument, one.Factor).ShouldBeGreaterThanOrEqualTo(one.Value);
            FixedPoint.Multiply((int)argument - 1, one.Factor).ShouldBeLessThan(one.Value);
        });

    [Fact]
    public void A_wrong_guess_of_a_step_changes_nothing() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[-500, 500])
            .Sample(
                (width, error) =>
                    StepFunction
                        .Of(-1000, 1000, place => (int)Math.Floor((double)place / width), value => ((long)value * width) + error)
                        .Thresholds.ShouldBe(StepFunction.Of(-1000, 1000, place => (int)Math.Floor((double)place / width)).Thresholds)
            );

    [Fact]
    public void Exact_halves_are_rounded_away_from_zero_as_the_source_does()
    {
        // A factor of 1 / 4: every second sum is a half of a half.
        var factor = FixedPoint.FactorOf(0.25);
        var requantisation = Products.Requantise(
            new(0, "TEST", [], [], null),
            [factor],
            [new AccumulatorRange(-400, 400)],
            new ValueRange(-128, 127),
            0
        );
        int[] sums = [-6, -2, 2, 6, -7, 7];
        sums.Select(sum => requantisation.Apply(sum, 0)).ShouldBe([-2, -1, 1, 2, -2, 2]);
    }

    [Fact]
    public void A_factor_is_what_its_31_bits_say() =>
        Gen.Double[1e-9, 1e6]
            .Sample(value =>
            {
                var factor = FixedPoint.FactorOf(value);
                (factor.Multiplier >> 30).ShouldBe(1);
                Math.Abs((factor.Value / value) - 1).ShouldBeLessThan(1e-9);
            });

    [Fact]
    public void Exponentials_logistic_and_tanh_are_close_to_the_real_ones()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 5000; trial++)
        {
            var x = random.Next(int.MinValue + 1, int.MaxValue);
            var real = Math.ScaleB(x, -27);
            Math.ScaleB(Transcendental.Logistic(x), -31).ShouldBe(1 / (1 + Math.Exp(-real)), 1e-6);
            Math.ScaleB(Transcendental.Tanh(x), -31).ShouldBe(Math.Tanh(real), 1e-6);
            Math.ScaleB(Transcendental.Exponential(-Math.Abs(x), 26), -31).ShouldBe(Math.Exp(-Math.Abs(Math.ScaleB(x, -26))), 1e-6);
        }

        Transcendental.Exponential(0, 26).ShouldBe(int.MaxValue);
        Transcendental.Tanh(0).ShouldBe(0);
    }
}
