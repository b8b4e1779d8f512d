using CsCheck;
using Shouldly;
using Striate.Codegen.Lowering;

namespace Striate.UnitTests.Codegen;

/// <summary>Sums that weighted sums have in common.</summary>
public class CommonSumsTests
{
    private const int Inputs = 12;

    /// <summary>Weighted sums of few inputs and few magnitudes, so that they have much in common.</summary>
    private static readonly Gen<List<(int Local, int Weight)>[]> s_sums = Gen.Int[-3, 3]
        .Array[Inputs]
        .Select(weights => weights.Select((weight, local) => (local, weight)).Where(term => term.weight != 0).ToList())
        .Array[0, 12];

    [Fact]
    public void Sums_have_the_values_that_they_had() =>
        Gen.Select(s_sums, Gen.Long.Array[Inputs], Gen.Int[0, 9])
            .Sample(
                (sums, inputs, most) =>
                {
                    var common = CommonSums.Find(Inputs, sums, most);
                    common.Count.ShouldBeLessThanOrEqualTo(most);
                    var values = inputs.ToList();
                    foreach (var (first, second, isMinus, _) in common)
                    {
                        values.Add(unchecked(isMinus ? values[first] - values[second] : values[first] + values[second]));
                    }

                    foreach (var sum in sums)
                    {
                        Value(CommonSums.Apply(sum, Inputs, common), values).ShouldBe(Value(sum, values));
                    }
                }
            );

    [Fact]
    public void The_instructions_that_they_save_are_those_of_the_code() =>
        Gen.Select(s_sums, Gen.Int[0, 9])
            .Sample(
                (sums, most) =>
                {
                    var common = CommonSums.Find(Inputs, sums, most);
                    var before = sums.Sum(Instructions);
                    var after = sums.Sum(sum => Instructions(CommonSums.Apply(sum, Inputs, common))) + (common.Count * 4);
                    (before - after).ShouldBe(common.Sum(sum => sum.Saved));
                    common.ShouldAllBe(sum => sum.Saved > 0);
                }
            );

    [Fact]
    public void The_most_frequent_pair_comes_first_and_a_sum_may_be_part_of_the_next()
    {
        var line = new List<(int, int)> { (0, 5), (1, 5), (2, -5) };
        var common = CommonSums.Find(3, [line, line, [.. line.Select(term => (term.Item1, -term.Item2))], [(0, 5), (1, 5)]], 8);
        common.ShouldBe([new CommonSum(0, 1, false, 4), new CommonSum(2, 3, true, 2)]);
        CommonSums.Apply(line, 3, common).ShouldBe([(4, -5)]);
    }

    private static long Value(IEnumerable<(int Local, int Weight)> sum, List<long> values) =>
        sum.Aggregate(0L, (total, term) => unchecked(total + (values[term.Local] * term.Weight)));

    /// <summary>Two for each tap, a load and an addition, and two for each magnitude.</summary>
    private static int Instructions(IReadOnlyList<(int Local, int Weight)> sum) =>
        (sum.Count * 2) + (sum.Select(term => Math.Abs(term.Weight)).Distinct().Count() * 2);
}
