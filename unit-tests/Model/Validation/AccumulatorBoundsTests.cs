using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Reference;

namespace Striate.UnitTests.Model.Validation;

public class AccumulatorBoundsTests
{
    [Fact]
    public void Sums_take_the_end_of_the_range_that_the_sign_of_the_weight_asks_for()
    {
        AccumulatorBounds.Of([3, -2, 0], 10, new ValueRange(0, 255)).ShouldBe(new AccumulatorRange(10 - 510, 10 + 765));
        AccumulatorBounds.Of([3, -2, 0], -10, new ValueRange(-8, 7)).ShouldBe(new AccumulatorRange(-10 - 24 - 14, -10 + 21 + 16));
    }

    [Fact]
    public void Zero_is_always_possible_because_padding_is_zero() =>
        AccumulatorBounds.Of([1, -1], 0, new ValueRange(5, 9)).ShouldBe(new AccumulatorRange(-9, 9));

    [Fact]
    public void Each_channel_of_a_bank_has_its_own_bounds() =>
        AccumulatorBounds
            .Of(Samples.Convolution, new ValueRange(0, 10))
            .ShouldBe([new AccumulatorRange(100 - 20, 100 + 40), new AccumulatorRange(-7 - 80, -7 + 70)]);

    [Fact]
    public void Each_neuron_has_its_own_bounds() =>
        AccumulatorBounds
            .Of(Samples.FullyConnected, new ValueRange(0, 10))
            .ShouldBe([new(10 - 150, 10 + 190), new(-20, -20 + 220), new(30 - 10, 30 + 20)]);

    [Fact]
    public void Average_pooling_sums_its_window() =>
        AccumulatorBounds.Of(Samples.AveragePooling, new ValueRange(-3, 10)).ShouldBe(Enumerable.Repeat(new AccumulatorRange(-12, 40), 4));

    [Fact]
    public void Ranges_follow_the_clamps()
    {
        var ranges = AccumulatorBounds.Ranges(Samples.With(Samples.ScaleShift, Samples.ScaleShift with { Minimum = 3, Maximum = 7 }));
        ranges["input"].ShouldBe(new ValueRange(0, 255));
        ranges["conv1"].ShouldBe(new ValueRange(0, 255));
        ranges["norm"].ShouldBe(new ValueRange(3, 7));
        ranges["both"].ShouldBe(new ValueRange(0, 255));
        ranges["pool"].ShouldBe(new ValueRange(0, 255));
        ranges["mean"].ShouldBe(new ValueRange(0, 63));
        ranges["flat"].ShouldBe(new ValueRange(0, 63));
        ranges["logits"].ShouldBe(new ValueRange(int.MinValue, int.MaxValue));
    }

    [Fact]
    public void A_worst_case_that_leaves_int32_is_refused_by_layer_and_channel()
    {
        var bounds = AccumulatorBounds.Of(Samples.Convolution with { Bias = [0, 0] }, new ValueRange(0, 255));
        Network WithBias(long bias) => Samples.With(Samples.Convolution, Samples.Convolution with { Bias = [0, checked((int)bias)] });

        NetworkValidator.Check(WithBias(int.MaxValue - bounds[1].Maximum)).ShouldBeEmpty();
        NetworkValidator.Check(WithBias(int.MinValue - bounds[1].Minimum)).ShouldBeEmpty();
        NetworkValidator
            .Check(WithBias(int.MaxValue - bounds[1].Maximum + 1))
            .Single()
            .ToString()
            .ShouldBe("layer 'conv1': channel 1 can accumulate 2147479823..2147483648, beyond int32; use fewer bits or a smaller bias");
        NetworkValidator.Check(WithBias(int.MinValue - bounds[1].Minimum - 1)).Single().Layer.ShouldBe("conv1");
    }

    [Fact]
    public void A_pooling_of_too_many_cells_is_refused()
    {
        var map = new FeatureMap(new Shape(4096, 4096, 1), IntegerType.UInt8, 1);
        var sum = new AveragePooling(
            "logits",
            ["input"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            AveragePooling.GlobalWindow(map.Shape),
            null
        );
        NetworkValidator
            .Check(new Network("n", map, [sum], []))
            .Single()
            .Reason.ShouldBe("channel 0 can accumulate 0..4278190080, beyond int32; use fewer bits or a smaller bias");
    }

    [Fact]
    public void No_input_leaves_the_bounds_of_logits()
    {
        var cases =
            from network in NetworkGenerator.Of(GeneratorSize.Small)
            from inputs in NetworkGenerator.InputOf(network).Array[3]
            select (network, inputs);
        cases.Sample(
            pair =>
            {
                var last = pair.network.Layers[^1];
                var bounds = AccumulatorBounds.Of(last, AccumulatorBounds.Ranges(pair.network)[last.Inputs[0]]);
                foreach (var input in pair.inputs.Concat(ExtremeInputs.Flat(pair.network)))
                {
                    var logits = ReferenceExecutor.Run(pair.network, input).Logits;
                    logits.Length.ShouldBe(bounds.Length);
                    Enumerable
                        .Range(0, logits.Length)
                        .ShouldAllBe(channel => logits[channel] >= bounds[channel].Minimum && logits[channel] <= bounds[channel].Maximum);
                }
            },
            iter: 100
        );
    }
}
