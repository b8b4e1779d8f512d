using System.Text;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;

namespace Striate.UnitTests.Trainer;

/// <summary>Random texts of networks are refused with their place before they are trained, or they are trained to their end.</summary>
[Collection(TorchTests.Name)]
public sealed class RandomNetworkTests
{
    private const int Cases = 400;
    private const int FewestTrained = 40;

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_network_is_refused_with_its_place_or_trained_to_its_end()
    {
        var random = new Random(1);
        var (trained, places) = (0, 0);
        for (var number = 0; number < Cases; number++)
        {
            var data = Data(random);
            var text = Text(random, data.Labels.Length);
            try
            {
                var options = new TrainingOptions
                {
                    Network = "random.network",
                    Epochs = 2,
                    BatchSize = 4,
                    Removed = 0.5,
                    FirstScale = random.Next(8) == 0 ? 0.5 : 1,
                    Precision = random.Next(2) == 0 ? TrainingPrecision.Mixed : TrainingPrecision.Single,
                };
                TrainingRun
                    .Train(options, NetworkText.Parse("random", text), data, cancellation: TestContext.Current.CancellationToken)
                    .Segments.Logits.Shape.Length.ShouldBe(data.Labels.Length);
                trained++;
            }
            catch (StriateException refusal) when (refusal is not TrainingDivergedException)
            {
                refusal.Message.ShouldNotContain("\n", customMessage: text);
                places += refusal.Message.StartsWith("random.network, line ", StringComparison.Ordinal) ? 1 : 0;
                (
                    refusal.Message.StartsWith("random.network", StringComparison.Ordinal) || refusal.Message.Contains("layer '")
                ).ShouldBeTrue($"{refusal.Message}\n{text}");
            }
            catch (TrainingDivergedException)
            {
                // Sums of sums of random values: ended in good order.
            }
            catch (Exception problem) when (problem is not Shouldly.ShouldAssertException)
            {
                throw new InvalidOperationException($"{data.Input.Shape}, {data.Training.Count} samples\n{text}", problem);
            }
        }

        trained.ShouldBeGreaterThan(FewestTrained);
        places.ShouldBeGreaterThan(Cases / 4);
    }

    private static DataSet Data(Random random)
    {
        var shape = new Shape(random.Next(3) == 0 ? 1 : random.Next(1, 9), random.Next(1, 9), random.Next(1, 4));
        Samples Samples(int count)
        {
            var values = new byte[count * shape.Length];
            random.NextBytes(values);
            return new Samples(values, [.. Enumerable.Range(0, count).Select(sample => sample % 3)]);
        }

        return new DataSet(
            "random",
            new string('0', 64),
            new FeatureMap(shape, IntegerType.UInt8, 1.0 / 255),
            ["a", "b", "c"],
            Samples(random.Next(8, 14)),
            Samples(5)
        );
    }

    private static string Text(Random random, int classes)
    {
        var text = new StringBuilder();
        var count = random.Next(1, 6);
        string Extent() => random.Next(4) == 0 ? $"1x{random.Next(1, 6)}" : $"{random.Next(1, 5)}x{random.Next(1, 5)}";
        string Maybe(string option) => random.Next(3) == 0 ? option : "";
        string From(int layer) => Maybe(layer == 0 ? " from=input" : $" from=l{random.Next(layer)}");
        for (var layer = 0; layer < count; layer++)
        {
            var padding = Maybe(
                random.Next(2) == 0 ? $" pad={random.Next(4)}" : $" pad={random.Next(3)},{random.Next(3)},{random.Next(3)},{random.Next(3)}"
            );
            var stride = Maybe($" stride={random.Next(1, 4)}");
            text.Append($"l{layer}: ")
                .Append(
                    random.Next(layer == 0 ? 2 : 9) switch
                    {
                        0 or 1 or 2 =>
                            $"conv {Extent()} {random.Next(1, 7)}{stride}{padding}{Maybe($" groups={random.Next(1, 4)}")}{Maybe(" bias")}{Maybe(" linear")}{From(layer)}",
                        3 => $"maxpool {Extent()}{stride}{padding}",
                        4 => $"average{Maybe($" {Extent()}{stride}{padding}")}",
                        5 => $"norm{Maybe(" linear")}{From(layer)}",
                        6 => $"add from=l{random.Next(layer)},l{random.Next(layer)}",
                        7 => $"concat from=l{random.Next(layer)},l{layer - 1}",
                        _ => $"fc {random.Next(1, 7)}{Maybe(" relu")}",
                    }
                )
                .Append('\n');
        }

        return text.Append(random.Next(12) == 0 ? "last: flatten" : $"last: fc {classes}").ToString();
    }
}
