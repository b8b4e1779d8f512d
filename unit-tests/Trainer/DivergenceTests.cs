using Striate.Trainer;

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
        seen.ShouldAllBe(loss => loss < 50 * 2.31);
        seen.Count.ShouldBeLessThan(32);
    }

    [Fact]
    public void A_training_on_integers_that_diverges_is_told_as_such()
    {
        var options = TrainingOptions.For("digits") with { Epochs = 10, IntegerPart = 0.8, IntegerLearningRate = 10 };
        Should.Throw<TrainingDivergedException>(() => TrainingRun.Train(options)).IsInteger.ShouldBeTrue();
    }

    private sealed class Losses(List<double> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value.Loss);
    }
}
