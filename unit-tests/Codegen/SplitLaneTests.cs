using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.UnitTests.Codegen;

/// <summary>Convolutions with a split whose accumulators reach the end of int32, in lanes whose last rows lie beyond the map.</summary>
public class SplitLaneTests
{
    [Theory]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    public void Rows_beyond_the_map_change_nothing(int seed)
    {
        var network = NetworkOf(new Random(seed));
        NetworkValidator.Check(network).ShouldBeEmpty();
        foreach (var strategy in new[] { Strategy.Planned, Strategy.Literal })
        {
            NetworkOutcome
                .Problem(network, NetworkFuzz.SomeInputs(network, (ulong)seed), strategy, traced: 2)
                .Count.ShouldBe(0, strategy.ToString());
        }
    }

    private static Network NetworkOf(Random random)
    {
        int[] heights = [3, 5, 6, 7, 9, 10, 11];
        var (height, width, inputs) = (heights[random.Next(heights.Length)], random.Next(4, 12), random.Next(3, 8));
        var outputs = inputs - 1;
        var input = new FeatureMap(new Shape(height, width, inputs), new IntegerType(4, true), 0.05);
        var window = new Window(1, 1, 1, 1, Padding.None);
        FeatureMap Map(int zeroPoint) => new(new Shape(height, width, outputs), IntegerType.Int8, 0.05, zeroPoint);
        KernelBank Bank() =>
            new(
                SegmentCatalog.Dense(1, 1),
                outputs,
                inputs,
                8,
                [.. new int[outputs * inputs]],
                [.. Enumerable.Range(0, outputs * inputs).Select(_ => (sbyte)(random.Next(2) == 0 ? 127 : -127))]
            );
        var plain = new Requantisation(Each(1), Each(1), -128, 127, [.. Each(64).Select(one => (long)one)]);
        var third = new Convolution("third", ["input"], Map(0), window, 1, Bank(), Each(0), plain);
        var bank = Bank();
        var bias = AccumulatorBounds
            .Of(bank, Each(0), new ValueRange(-8, 7))
            .Select(sum => (int)(int.MaxValue - sum.Maximum))
            .ToImmutableArray();
        var split = new RequantisationSplit(
            [.. AccumulatorBounds.Of(bank, bias, new ValueRange(-8, 7)).Select(sum => (int)((sum.Minimum + sum.Maximum) / 2))],
            [.. Each(0).Select(_ => -(100L << 24))]
        );
        var second = new Convolution(
            "second",
            ["input"],
            Map(20),
            window,
            1,
            bank,
            bias,
            new Requantisation(Each(1), Each(24), 20, 127, [.. Each(0).Select(_ => 0L)], split)
        );
        var sum = new Add("sum", ["second", "third"], Map(0), 100, 1, 1, 0, 100, 0);
        var mean = new AveragePooling(
            "mean",
            ["sum"],
            new FeatureMap(new Shape(1, 1, outputs), IntegerType.Int32, 0.001),
            new Window(height, width, 1, 1, Padding.None),
            null
        );
        return new Network("n", input, [third, second, sum, mean], []);

        ImmutableArray<int> Each(int value) => [.. Enumerable.Repeat(value, outputs)];
    }
}
