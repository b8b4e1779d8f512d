using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class DivergenceTests
{
    // Rates from 3 to 10 all lead there or to nothing; how far each goes depends on the processor.
    [Fact]
    public void A_training_whose_loss_grows_ends_at_once_and_says_so()
    {
        var options = TrainingOptions.For("digits") with { Epochs = 40, LearningRate = 10, WeightDecay = 1 };
        var seen = new List<double>();
        var diverged = Should.Throw<TrainingDivergedException>(() => TrainingRun.Train(options, new Losses(seen)));
        diverged.Message.ShouldStartWith("the training in floating point diverged: its loss is ");
        diverged.Message.ShouldEndWith("where guessing has 2.30");
        diverged.IsInteger.ShouldBeFalse();
        seen.ShouldAllBe(loss => loss < 20 * 2.31);
        seen.Count.ShouldBeLessThan(32);
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(500, false)]
    [InlineData(double.PositiveInfinity, false)]
    [InlineData(double.NaN, false)]
    public void Losses_far_from_guessing_are_no_training(double wrong, bool isTraining)
    {
        TorchRuntime.Prepare();
        using var images = torch.zeros(4, 1, 1, 1);
        using var classes = torch.zeros(4, torch.ScalarType.Int64);
        using var values = torch.zeros(1).requires_grad_(true);
        using var answer = torch.tensor(new[] { 0.0, wrong }).view(1, 2);
        var loop = new EpochLoop(new SampleTensors(images, classes), 2, Augmentation.None, 1);
        EpochFigures Run(bool isInteger) =>
            loop.Run(
                0,
                (_, batch) => (answer + values).expand(batch.shape[0], 2),
                _ => { },
                TestContext.Current.CancellationToken,
                isInteger: isInteger
            );
        if (isTraining)
        {
            Run(isInteger: true).Loss.ShouldBe(wrong, 0.01);
            return;
        }

        foreach (var isInteger in new[] { true, false })
        {
            var diverged = Should.Throw<TrainingDivergedException>(() => Run(isInteger));
            diverged.IsInteger.ShouldBe(isInteger);
            diverged.Message.ShouldEndWith("where guessing has 0.69");
        }
    }

    private sealed class Losses(List<double> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value.Loss);
    }
}
