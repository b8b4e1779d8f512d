using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.UnitTests.Model;
using Striate.Verification;

namespace Striate.UnitTests.Model;

public class NetworkFiguresTests
{
    [Fact]
    public void Counts_by_hand()
    {
        var figures = NetworkFigures.Of(Samples.Network);
        // conv1: 2 x 2 kernels of 3x3 over 4x4 positions, 7 weights on segments; logits: 4 inputs x 3 neurons.
        figures.DenseMacs.ShouldBe((16 * 36) + 12);
        figures.KeptMacs.ShouldBe((16 * 7) + 12);
        figures.DenseParameters.ShouldBe(36 + 12);
        figures.KeptParameters.ShouldBe(7 + 12);
        figures.RemovedConvParameters.ShouldBe(80.56);
        figures.Layers.Length.ShouldBe(Samples.Network.Layers.Length);
    }

    [Fact]
    public void A_group_reads_its_own_channels_only()
    {
        var depthwise = Samples.Convolution with
        {
            Groups = 2,
            Bank = Samples.Bank with { InputChannels = 1, Shapes = [30, 30], Weights = [1, 2, 3, 4, 5, 6] },
        };
        var figures = LayerFigures.Of(depthwise);
        figures.DenseMacs.ShouldBe(16 * 2 * 9);
        figures.KeptMacs.ShouldBe(16 * 6);
    }

    [Fact]
    public void Made_up_inputs_are_the_same_every_time_and_cover_the_range()
    {
        var map = new FeatureMap(new Shape(4, 4, 2), new IntegerType(5, true), 1);
        var inputs = TestInputs.For(map, 10);
        inputs.Count.ShouldBe(10);
        inputs[0].ShouldAllBe(value => (sbyte)value == -16);
        inputs[1].ShouldAllBe(value => value == 15);
        inputs.SelectMany(input => input).Select(value => (int)(sbyte)value).ShouldAllBe(value => value >= -16 && value <= 15);
        inputs.Skip(2).SelectMany(input => input).Distinct().Count().ShouldBe(32);
        TestInputs.For(map, 10).SelectMany(input => input).ShouldBe(inputs.SelectMany(input => input));
    }
}
