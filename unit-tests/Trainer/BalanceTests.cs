using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;

namespace Striate.UnitTests.Trainer;

/// <summary>Rare classes are learned where they count as much as others; what a network must beat is known.</summary>
[Collection(TorchTests.Name)]
public sealed class BalanceTests
{
    [Theory]
    [InlineData(ClassBalance.Weights)]
    [InlineData(ClassBalance.Sampling)]
    public void A_rare_class_is_recognised_more_often(ClassBalance balance)
    {
        var data = Rare();
        double Recall(ClassBalance with) => ConfusionMatrix.Recall(Train(data, with).Confusion[1], 1)!.Value;
        Recall(balance).ShouldBeGreaterThan(Recall(ClassBalance.None) + 10);
    }

    [Fact]
    public void Logistic_regression_finds_a_plane_and_no_more()
    {
        var random = new Random(1);
        var plane = Data(random, (x, y) => x + (2 * y) > 10 ? 1 : 0);
        LogisticRegression.Accuracy(plane)!.Value.ShouldBeGreaterThan(97);
        // No plane tells the quadrants apart.
        LogisticRegression.Accuracy(Data(random, (x, y) => x > 0 ^ y > 0 ? 1 : 0))!.Value.ShouldBeInRange(35, 65);
        LogisticRegression.Accuracy(plane).ShouldBe(LogisticRegression.Accuracy(plane));
        LogisticRegression.Accuracy(Digits.Load()).ShouldBeNull();
    }

    private static RunReport Train(DataSet data, ClassBalance balance) =>
        TrainingRun
            .Train(
                TrainingOptions.For("features", data.Training.Count) with
                {
                    Epochs = 4,
                    Balance = balance,
                },
                NetworkCatalog.Find("features", 2),
                data
            )
            .Report;

    // A tenth is of the second class, whose values overlap with the first's.
    private static DataSet Rare()
    {
        var random = new Random(2);
        return Data(random, null);
    }

    private static DataSet Data(Random random, Func<int, int, int>? classOf)
    {
        Samples Part(int count)
        {
            var (values, classes) = (new byte[2 * count], new int[count]);
            for (var sample = 0; sample < count; sample++)
            {
                classes[sample] = classOf is null && sample % 10 == 0 ? 1 : 0;
                var (x, y) = (random.Next(-60, 61) + (50 * classes[sample]), random.Next(-60, 61));
                (values[2 * sample], values[(2 * sample) + 1]) = (unchecked((byte)x), unchecked((byte)y));
                classes[sample] = classOf?.Invoke(x, y) ?? classes[sample];
            }

            return new Samples(values, classes);
        }

        return new DataSet(
            "own",
            new string('0', 64),
            new FeatureMap(new Shape(1, 1, 2), IntegerType.Int8, 1.0 / 64),
            ["often", "rare"],
            Part(1000),
            Part(1000)
        )
        {
            Kind = DataKind.Features,
        };
    }
}
