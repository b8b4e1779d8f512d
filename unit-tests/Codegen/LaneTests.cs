using CsCheck;
using Striate.Codegen.Lowering;
using Striate.Codegen.Syntax;

namespace Striate.UnitTests.Codegen;

public class LaneTests
{
    [Fact]
    public void Lanes_never_disturb_their_neighbours_while_each_final_sum_fits() =>
        (
            from lanes in Gen.Int[2, 4]
            from weights in Gen.Int[-127, 127].Array[1, 12]
            from inputs in Gen.Int[0, 255].Array[weights.Length * lanes]
            select (lanes, weights, inputs)
        ).Sample(
            sample =>
            {
                var layout = LaneLayout.Of(sample.lanes, rows: 8);
                var offset = 0;
                foreach (var part in LaneParts.Of(sample.weights, 0, 255, layout.Capacity))
                {
                    var word = layout.Splat(-part.Minimum);
                    var expected = new long[sample.lanes];
                    for (var tap = offset; tap < offset + part.Taps; tap++)
                    {
                        for (var lane = 0; lane < sample.lanes; lane++)
                        {
                            var value = sample.inputs[(tap * sample.lanes) + lane];
                            word = unchecked(word + (((long)value << (lane * layout.Bits)) * sample.weights[tap]));
                            expected[lane] += value * sample.weights[tap];
                        }
                    }

                    offset += part.Taps;
                    for (var lane = 0; lane < sample.lanes; lane++)
                    {
                        ((word >> (lane * layout.Bits)) & ((1L << Math.Min(63, layout.Bits)) - 1)).ShouldBe(expected[lane] - part.Minimum);
                    }
                }

                offset.ShouldBe(sample.weights.Length);
            },
            iter: 2_000
        );

    [Fact]
    public void A_sum_that_overflows_a_lane_is_split_at_the_last_tap_that_fits()
    {
        int[] weights = [.. Enumerable.Repeat(127, 100)];
        var parts = LaneParts.Of(weights, 0, 255, capacity: 1 << 21);
        parts.Count.ShouldBe(2);
        (parts[0].Taps * 127 * 255).ShouldBeLessThan(1 << 21);
        ((parts[0].Taps + 1) * 127 * 255).ShouldBeGreaterThanOrEqualTo(1 << 21);
    }

    [Theory]
    [InlineData(2, 32, 6, 1)]
    [InlineData(3, 21, 4, 1)]
    [InlineData(4, 16, 3, 1)]
    public void Bands_cover_all_rows(int lanes, int bits, int band, int overrun)
    {
        var layout = LaneLayout.Of(lanes, rows: 11);
        (layout.Bits, layout.Band, layout.Overrun(11)).ShouldBe((bits, band, overrun));
    }

    [Theory]
    [InlineData("x0:3 x1:-5", "x1 * -5 + x0 * 3")]
    [InlineData("x0:3 x1:-3 x2:3", "(x0 + x2 - x1) * 3")]
    [InlineData("x0:-7 x1:-7", "(x0 + x1) * -7")]
    [InlineData("x0:1 x1:-1 x2:2", "x2 * 2 + x0 - x1")]
    [InlineData("x0:-1", "-x0")]
    [InlineData("x0:0", "0")]
    public void Inputs_that_share_a_magnitude_are_multiplied_once(string terms, string expected) =>
        LiteralSum
            .Of(null, terms.Split(' ').Select(term => term.Split(':')).Select(term => ((Code)term[0], int.Parse(term[1]))))
            .ToString()
            .ShouldBe(expected);
}
