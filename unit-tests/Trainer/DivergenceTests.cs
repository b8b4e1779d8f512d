using Striate.Trainer;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class DivergenceTests
{
    [Fact]
    public void A_training_whose_loss_is_no_number_ends_and_says_so()
    {
        var options = TrainingOptions.For("digits") with { Epochs = 4, LearningRate = 10, WeightDecay = 1 };
        Should.Throw<TrainingDivergedException>(() => TrainingRun.Train(options)).Message.ShouldStartWith("the training diverged: its loss is ");
    }
}
