using System.Collections.Immutable;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;
using Striate.Model.Storage;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Networks;
using Striate.Trainer.Quantisation;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class TrainingRunTests
{
    private static readonly TrainingOptions s_short = new() { Epochs = 4 };

    // Work that has begun ends with another exception.
    private static readonly CancellationToken s_cancelled = new(canceled: true);

    private static readonly Lazy<TrainingResult> s_result = new(() => Train(s_short));

    [Fact]
    public void The_same_seed_gives_the_same_networks_and_another_seed_others()
    {
        var again = Train(s_short);
        Bytes(again.Segments).ShouldBe(Bytes(s_result.Value.Segments));
        Bytes(again.Dense).ShouldBe(Bytes(s_result.Value.Dense));
        again.Report.ToString().ShouldBe(s_result.Value.Report.ToString());
        Bytes(Train(s_short with { Seed = 2 }).Segments).ShouldNotBe(Bytes(s_result.Value.Segments));
    }

    [Fact]
    public void A_few_epochs_meet_the_budget_and_learn_something()
    {
        var report = s_result.Value.Report;
        report.Counts.RemovedConvParameters.ShouldBeInRange(69.0, 69.5);
        report.Counts.DenseConvParameters.ShouldBe(11_592);
        report.Counts.DenseMacs.ShouldBe(79_616);
        report.Counts.KeptConvParameters.ShouldBe(report.Layers.Sum(layer => layer.KeptParameters));
        report.DenseInteger.ShouldBeGreaterThan(80);
        report.Integer.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void The_reported_accuracy_is_the_integer_references_on_the_held_out_digits()
    {
        var (network, test) = (s_result.Value.Segments, s_result.Value.Test);
        test.Values.ShouldBe(Digits.Load().Test.Values);
        var correct = Enumerable.Range(0, test.Count).Count(i => ReferenceExecutor.Run(network, test[i]).Class == test.Classes[i]);
        s_result.Value.Report.Integer.ShouldBe(100.0 * correct / 360);
    }

    [Fact]
    public void The_network_keeps_the_rules_of_the_model()
    {
        var network = s_result.Value.Segments;
        network.Input.ShouldBe(new FeatureMap(new Shape(8, 8, 1), new IntegerType(5, false), 1.0 / 16));
        network.Labels.Length.ShouldBe(10);
        foreach (var layer in network.Layers.OfType<Convolution>())
        {
            layer.Bank.Catalog.IsDense.ShouldBeFalse();
            layer.Bank.Weights.ShouldAllBe(weight => weight >= -127);
            layer.Requantisation!.Multipliers.ShouldAllBe(m => m >= 1 && m < 256);
            layer.Requantisation.Shifts.ShouldAllBe(s => s >= 1 && s <= 62);
        }

        network.Layers[^1].ShouldBeOfType<FullyConnected>().Requantisation.ShouldBeNull();
        s_result.Value.Dense.Layers.OfType<Convolution>().ShouldAllBe(layer => layer.Bank.Catalog.IsDense);
    }

    [Fact]
    public void Progress_counts_every_epoch_and_ends_with_the_budget()
    {
        var seen = new List<TrainingProgress>();
        Train(s_short with { Epochs = 2 }, new Collector(seen));
        var epochs = seen.TakeWhile(report => report.Phase != TrainingPhase.Evaluation).ToArray();
        epochs.Select(report => report.Epoch).ShouldBe([1, 2, 3, 4]);
        epochs
            .Select(report => report.Phase)
            .ShouldBe([TrainingPhase.Dense, TrainingPhase.DenseInteger, TrainingPhase.Segments, TrainingPhase.SegmentsInteger]);
        epochs[^1].TimeLeft.ShouldBe(TimeSpan.Zero);
        epochs[^1].Kept.ShouldBeLessThanOrEqualTo(0.31);
        epochs[0].Kept.ShouldBe(1);
        seen.Skip(epochs.Length).ShouldAllBe(report => report.Phase == TrainingPhase.Evaluation && report.Epoch == 4);
        seen.Count.ShouldBeInRange(5, 104);
        seen[^1].TimeLeft.ShouldBe(TimeSpan.Zero);
    }

    // As many epochs as dense and segments have together, and nothing else is another.
    [Fact]
    public void The_dense_network_of_equal_epochs_is_the_one_that_so_many_epochs_give()
    {
        var seen = new List<TrainingProgress>();
        var result = Train(s_short with { Epochs = 2, HasMatchedBaseline = true }, new Collector(seen));
        var longer = Train(s_short with { Epochs = 4 });
        result.Report.Matched.ShouldBe(new MatchedAccuracy(4, longer.Report.DenseFloat, longer.Report.DenseInteger));
        seen.Select(report => report.Phase)
            .Where(phase => phase != TrainingPhase.Evaluation)
            .ShouldBe([
                TrainingPhase.Dense,
                TrainingPhase.DenseInteger,
                TrainingPhase.Segments,
                TrainingPhase.SegmentsInteger,
                TrainingPhase.Matched,
                TrainingPhase.Matched,
                TrainingPhase.Matched,
                TrainingPhase.MatchedInteger,
            ]);
        var without = Train(s_short with { Epochs = 2 });
        Bytes(result.Segments).ShouldBe(Bytes(without.Segments));
        without.Report.Matched.ShouldBeNull();
        TrainedPackages
            .Segments(result, 1)
            .Report!.PointsBelowMatched.ShouldNotBeNull()
            .ShouldBe(Math.Round(longer.Report.DenseInteger - result.Report.Integer, 2), 0.011);
    }

    [Fact]
    public void Without_epochs_on_integers_the_float_network_is_rounded()
    {
        var seen = new List<TrainingProgress>();
        var result = Train(s_short with { IntegerPart = 0 }, new Collector(seen));
        seen.Select(report => report.Phase)
            .Where(phase => phase != TrainingPhase.Evaluation)
            .ShouldBe([.. Enumerable.Repeat(TrainingPhase.Dense, 4), .. Enumerable.Repeat(TrainingPhase.Segments, 4)]);
        seen[^1].TimeLeft.ShouldBe(TimeSpan.Zero);
        result.Report.DenseInteger.ShouldBeGreaterThan(80);
        result.Report.Integer.ShouldBeInRange(result.Report.SegmentsFloat - 5, result.Report.SegmentsFloat + 5);
    }

    [Fact]
    public void Cancelling_stops_the_training()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => TrainingRun.Train(s_short, null, cancel.Token));
    }

    // What a training comes to depends on the processor; that the last bit that was taken away was needed does not.
    [Fact]
    public void A_budget_of_bytes_gives_each_layer_its_bits()
    {
        var eight = StorageReport.Of(s_result.Value.Segments).WeightBytes;
        var result = Train(s_short with { Quantisation = new(WeightBytes: eight / 2) });
        (int Count, int Bits)[] weights =
        [
            .. result.Segments.Layers.Select(layer =>
                layer switch
                {
                    Convolution { Bank: var bank } => (bank.Weights.Length, bank.WeightBits),
                    FullyConnected connected => (connected.Weights.Length, connected.WeightBits),
                    _ => (0, 0),
                }
            ),
        ];
        StorageReport
            .Of(result.Segments)
            .WeightBytes.ShouldBeInRange((eight / 2) - ((weights.Max(layer => layer.Count) + 7) / 8), eight / 2);
        result.Report.Bits.ShouldBe(weights.Sum(layer => (double)layer.Count * layer.Bits) / weights.Sum(layer => layer.Count), 0.01);
        result.Report.Bits.ShouldBeLessThanOrEqualTo(4);
        result.Report.Integer.ShouldBeGreaterThan(50);
        StorageReport.Of(result.Dense).WeightBytes.ShouldBe(StorageReport.Of(s_result.Value.Dense).WeightBytes);
    }

    [Fact]
    public void A_budget_of_bytes_that_is_too_small_is_refused_before_the_training()
    {
        EarlyRefusal(s_short with { Quantisation = new(WeightBytes: 100) }).ShouldContain("2 bits each; the budget is 100");
        foreach (var unit in Enum.GetValues<BudgetUnit>())
        {
            var options = s_short with
            {
                BudgetUnit = unit,
                Quantisation = new(LayerBits: ImmutableSortedDictionary<string, int>.Empty.Add("conv1", 5)),
            };
            var plan = NetworkLayout.From(NetworkCatalog.Find("digits", 10), new Shape(8, 8, 1));
            var most = WeightBudget.MostBytes(plan, options);
            EarlyRefusal(options with { Quantisation = options.Quantisation with { WeightBytes = most - 1 } })
                .ShouldContain("where none are given");
            // The training itself never needs more: what passes at first is not refused at the end.
            var result = Train(options with { Quantisation = options.Quantisation with { WeightBytes = most } });
            var least = result.Segments.Layers.Sum(layer =>
                layer switch
                {
                    Convolution { Bank.Weights.Length: var kept, Name: var name } => (kept * (name == "conv1" ? 5 : 2)) + 7,
                    FullyConnected { Weights.Length: var weights } => (weights * 2) + 7,
                    _ => 0,
                } / 8
            );
            most.ShouldBeInRange(least, least * 11 / 10);
        }
    }

    [Fact]
    public void Bits_of_single_layers_are_those_that_were_asked_for()
    {
        var conv = (Convolution)s_result.Value.Segments.Layers[0];
        var bits = ImmutableSortedDictionary<string, int>.Empty.Add(conv.Name, 3);
        var result = Train(s_short with { Quantisation = new(LayerBits: bits) });
        result
            .Segments.Layers.OfType<Convolution>()
            .Select(layer => layer.Bank.WeightBits)
            .ShouldBe(s_result.Value.Segments.Layers.OfType<Convolution>().Select(layer => layer.Name == conv.Name ? 3 : 8));
        Refusal(s_short with { Quantisation = new(LayerBits: bits.Add("nowhere", 4)) }).ShouldContain("no layer 'nowhere'");
    }

    [Fact]
    public void Shared_weights_are_equal_along_every_segment_and_differ_between_them()
    {
        var bank = Train(s_short with { SharesWeights = true }).Segments.Layers.OfType<Convolution>().Last().Bank;
        var (next, values) = (0, new List<sbyte>());
        foreach (var shape in bank.Shapes)
        {
            var weights = bank.Weights[next..(next += bank.Catalog[shape].Cells.Length)];
            weights.Distinct().Count().ShouldBeLessThanOrEqualTo(1);
            values.AddRange(weights.Take(1));
        }

        values.Distinct().Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_their_name()
    {
        Refusal(new TrainingOptions { Epochs = 1 }).ShouldContain("epochs");
        Refusal(new TrainingOptions { Removed = 1.5 }).ShouldContain("removed part");
        Refusal(new TrainingOptions { Network = "nothing" }).ShouldContain("'nothing'");
        Refusal(new TrainingOptions { DataSet = "nothing" }).ShouldContain("'nothing'");
        Refusal(new TrainingOptions { Quantisation = new(9) }).ShouldContain("weight bits");
    }

    [Fact]
    public void A_step_with_one_sample_is_refused_where_it_has_no_variance()
    {
        var text = "a: conv 3x3 4\nb: average\nc: conv 1x1 8\nd: fc 10";
        RefusalOf(text, s_short with { BatchSize = 359 }).ShouldContain("layer 'c'");
        RefusalOf(text, s_short with { BatchSize = 359 }).ShouldContain("--batch");
        RefusalOf("a: conv 3x3 4\nb: maxpool 4x4\nc: conv 1x1 8\nd: average\ne: fc 10", s_short with { BatchSize = 359, FirstScale = 0.5 })
            .ShouldContain("layer 'c'");
        Should.Throw<OperationCanceledException>(() => RefusalOf(text, s_short with { BatchSize = 360 }));
    }

    [Theory]
    [InlineData("a: fc 32 relu\nb: fc 10", 1, "nothing of it can become segments")]
    [InlineData("a: conv 1x1 8\nb: fc 10", 1, "nothing of it can become segments")]
    [InlineData("a: conv 9x9 8\nb: fc 10", 1, "line 1, layer 'a': has kernels of 81 cells, more than 64")]
    [InlineData("a: conv 3x3 8 pad=3\nb: fc 10", 1, "line 1, layer 'a': padding must be less than the window of 3x3; write pad=2,2,2,2")]
    [InlineData("a: conv 3x3 8\nb: conv 3x3 8 from=input\nc: fc 10", 1, "line 1, layer 'a': no layer reads its output")]
    [InlineData("a: conv 3x3 8\nb: fc 9", 1, "line 2, layer 'b': gives 9 logits, data set 'digits' has 10 classes")]
    [InlineData("a: conv 3x3 8\nb: maxpool 2x2", 1, "line 2, layer 'b'")]
    [InlineData("a: conv 3x3 8\nb: fc 10", 2, "a width is for the networks with names")]
    public void Networks_of_ones_own_that_cannot_be_trained_are_refused_before_they_are(string text, double width, string reason)
    {
        RefusalOf(text, s_short with { Width = width }).ShouldContain(reason);
    }

    [Fact]
    public void Networks_that_do_not_fit_together_are_refused_with_the_layer()
    {
        var network = new NetworkBuilder("broken");
        network.Convolution("conv", "nowhere", 4);
        Should
            .Throw<StriateException>(() => NetworkLayout.From(network.Build(), new Shape(8, 8, 1)))
            .Message.ShouldContain("layer 'conv': reads 'nowhere'");
        var small = new NetworkBuilder("small");
        small.Convolution("conv", Network.InputName, 4, kernel: 5, padding: 0);
        Should
            .Throw<StriateException>(() => NetworkLayout.From(small.Build(), new Shape(3, 3, 1)))
            .Message.ShouldContain(
                "layer 'conv': a window of 5x5 (rows x columns) does not fit into its input of 3x3x1; one of at most 3x3 does"
            );
    }

    private static TrainingResult Train(TrainingOptions options, IProgress<TrainingProgress>? progress = null) =>
        TrainingRun.Train(options, progress, TestContext.Current.CancellationToken);

    private static string Refusal(TrainingOptions options) =>
        Should.Throw<StriateException>(() => TrainingRun.Train(options, null, TestContext.Current.CancellationToken)).Message;

    /// <summary>Why options are refused before anything is trained.</summary>
    private static string EarlyRefusal(TrainingOptions options) =>
        Should.Throw<StriateException>(() => TrainingRun.Train(options, null, s_cancelled)).Message;

    /// <summary>Why a network of one's own is refused before its training begins.</summary>
    private static string RefusalOf(string text, TrainingOptions options)
    {
        var path = Path.Combine(Path.GetTempPath(), $"striate-{Guid.NewGuid():N}.network");
        File.WriteAllText(path, text);
        try
        {
            TrainingRun.Train(options with { Network = path }, null, s_cancelled);
        }
        catch (StriateException refusal)
        {
            return refusal.Message;
        }
        finally
        {
            File.Delete(path);
        }

        return "";
    }

    /// <summary>Everything that is exported, as text.</summary>
    private static string Bytes(Network network) =>
        string.Join(
            '\n',
            network.Layers.Select(layer =>
                layer switch
                {
                    Convolution c =>
                        $"{c.Name} {string.Join(',', c.Bank.Shapes)} {string.Join(',', c.Bank.Weights)} {string.Join(',', c.Bias)} "
                            + $"{string.Join(',', c.Requantisation!.Multipliers)} {string.Join(',', c.Requantisation.Shifts)} {c.Output.Scale:R}",
                    FullyConnected f => $"{f.Name} {string.Join(',', f.Weights)} {string.Join(',', f.Bias)} {f.Output.Scale:R}",
                    _ => layer.Name,
                }
            )
        );

    private sealed class Collector(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }
}
