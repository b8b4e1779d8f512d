using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

/// <summary>Training in bfloat16 is the same training, up to the rounding of the maps.</summary>
[Collection(TorchTests.Name)]
public sealed class PrecisionTests
{
    public PrecisionTests() => TorchRuntime.Prepare();

    [Fact]
    public void Channels_last_changes_the_order_in_memory_and_no_value()
    {
        using var scope = torch.NewDisposeScope();
        var map = torch.arange(2 * 3 * 4 * 5).view(2, 3, 4, 5);
        var moved = MemoryOrder.ChannelsLast(map);
        (moved - map).abs().max().ToInt64().ShouldBe(0);
        moved.stride().ShouldBe([60, 1, 15, 3]);
    }

    [Theory]
    [InlineData("resnet8", 1)]
    [InlineData("resnet8", 1.4)]
    [InlineData("densenet40", 0.25)]
    public void Logits_and_gradients_in_bfloat16_are_those_of_single_precision_within_its_rounding(string network, double width)
    {
        using var scope = torch.NewDisposeScope();
        var input = new FeatureMap(new Shape(32, 32, 3), IntegerType.UInt8, 1.0 / 255);
        var plan = NetworkLayout.From(NetworkCatalog.Find(network, 10, width), input.Shape);
        using var random = EpochLoop.Generator(1, 0);
        var images = torch.randint(0, 256, [16, 3, 32, 32], torch.ScalarType.Float32, generator: random);
        var classes = torch.arange(16) % 10;
        var (single, mixed) = (Step(TrainingPrecision.Single), Step(TrainingPrecision.Mixed));

        mixed.Logits.dtype.ShouldBe(torch.ScalarType.Float32);
        mixed.Gradient.dtype.ShouldBe(torch.ScalarType.Float32);
        Difference(single.Logits, mixed.Logits).ShouldBeInRange(1e-6, 0.2);
        Difference(single.Gradient, mixed.Gradient).ShouldBeInRange(1e-6, 0.3);

        (torch.Tensor Logits, torch.Tensor Gradient) Step(TrainingPrecision precision)
        {
            using var samples = SampleTensors.From(new Samples(new byte[input.Shape.Length], [0]), input);
            var loop = new EpochLoop(samples, 16, Augmentation.None, 1, precision);
            using var training = new FloatTraining(plan, input, loop, new Schedule(0.1), 10, 0, null);
            var logits = training.Forward(precision == TrainingPrecision.Mixed ? MemoryOrder.ChannelsLast(images) : images, training: true);
            torch.nn.functional.cross_entropy(logits, classes).backward();
            return (logits.detach(), training.Values.grad!.clone());
        }
    }

    private static double Difference(torch.Tensor a, torch.Tensor b) => ((a - b).norm() / a.norm()).ToDouble();
}
