using System.Text.Json;
using CsCheck;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;
using Striate.Trainer.Runs;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class RunFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("striate-run-").FullName;

    private TrainingOptions Options =>
        new()
        {
            Epochs = 4,
            BatchSize = 128,
            Distillation = 0.5,
            RunFolder = _folder,
        };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ImportanceMeasure.Magnitude, false, false)]
    [InlineData(ImportanceMeasure.Taylor, true, false)]
    [InlineData(ImportanceMeasure.Magnitude, true, true)]
    public void A_run_that_is_stopped_again_and_again_ends_with_the_same_networks(
        ImportanceMeasure importance,
        bool startFromDense,
        bool isMatched
    )
    {
        var options = Options with { Importance = importance, StartFromDense = startFromDense, HasMatchedBaseline = isMatched };
        var whole = TrainingRun.Train(options with { RunFolder = null }, null, TestContext.Current.CancellationToken);
        TrainingResult? result = null;
        var stops = 0;
        for (; result is null && stops < 50; stops++)
        {
            using var cancel = new CancellationTokenSource();
            try
            {
                result = TrainingRun.Train(options, new Stopper(stops, cancel), cancel.Token);
            }
            catch (Exception stop) when (stop is OperationCanceledException or InvalidOperationException) { }
        }

        stops.ShouldBeGreaterThan(8);
        Bytes(result.ShouldNotBeNull()).ShouldBe(Bytes(whole));
        result.Report.ToString().ShouldBe(whole.Report.ToString());
        RunFolder.ReadLog(_folder).Select(record => record.Epoch).ShouldBe(Enumerable.Range(1, isMatched ? 16 : 8));
        JsonDocument
            .Parse(File.ReadAllText(Path.Combine(_folder, "report.json")))
            .RootElement.GetProperty("integer")
            .GetDouble()
            .ShouldBe(whole.Report.Integer);
        foreach (var plot in new[] { "loss.png", "accuracy.png", "kept.png", "shapes.png", "lengths.png" })
        {
            new FileInfo(Path.Combine(_folder, plot)).Length.ShouldBeGreaterThan(1000);
        }
    }

    [Fact]
    public void Networks_of_a_finished_run_are_taken_and_lead_to_the_same_networks()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var whole = TrainingRun.Train(Options, null, cancellation);
        var other = Path.Combine(_folder, "other");

        var byDense = TrainingRun.Train(Options with { RunFolder = other, DenseRun = _folder }, null, cancellation);
        Bytes(byDense).ShouldBe(Bytes(whole));
        RunFolder.ReadLog(other).Select(record => record.Epoch).ShouldBe([5, 6, 7, 8]);
        RunFolder.ReadLog(other)[^1].Lengths.ShouldNotBeNull().Sum().ShouldBe(whole.Report.Layers.Sum(layer => layer.ShapeHistogram.Sum()));
        Bytes(TrainingRun.Train(Options with { RunFolder = null, FloatRun = _folder }, null, cancellation)).ShouldBe(Bytes(whole));

        var byBoth = Options with { RunFolder = Path.Combine(_folder, "both"), FloatRun = _folder, DenseRun = _folder };
        Bytes(TrainingRun.Train(byBoth, null, cancellation)).ShouldBe(Bytes(whole));
        RunFolder.ReadLog(byBoth.RunFolder).Select(record => record.Epoch).ShouldBe([8]);

        var fewBits = TrainingRun.Train(
            Options with
            {
                RunFolder = null,
                FloatRun = _folder,
                Quantisation = new(WeightBits: 3),
            },
            null,
            cancellation
        );
        fewBits.Segments.Layers.OfType<Convolution>().ShouldAllBe(layer => layer.Bank.WeightBits == 3);
        fewBits.Dense.Layers.OfType<Convolution>().ShouldAllBe(layer => layer.Bank.WeightBits == 3);
        fewBits.Report.Bits.ShouldBe(3);
        fewBits
            .Segments.Layers.OfType<Convolution>()
            .SelectMany(layer => layer.Bank.Shapes)
            .ShouldBe(whole.Segments.Layers.OfType<Convolution>().SelectMany(layer => layer.Bank.Shapes));
        Refusal(Options with { RunFolder = null, DenseRun = other }).ShouldContain("took its dense network from another run itself");
        Refusal(Options with { RunFolder = null, FloatRun = other }).ShouldContain("took its dense network from another run itself");
        Bytes(TrainingRun.Train(Options with { RunFolder = null, FloatRun = other, DenseRun = _folder }, null, cancellation))
            .ShouldBe(Bytes(whole));
        Refusal(Options with { RunFolder = null, FloatRun = byBoth.RunFolder, DenseRun = _folder })
            .ShouldContain("took its segments network from another run itself");
        var integers = Path.Combine(_folder, "integers");
        Should
            .Throw<StriateException>(() =>
                TrainingRun.Train(Options with { RunFolder = null, FloatRun = _folder, SharesWeights = true }, null, cancellation)
            )
            .Message.ShouldContain("shared weights: False, not True");
        Should
            .Throw<StriateException>(() =>
                TrainingRun.Train(Options with { FloatRun = _folder + Path.DirectorySeparatorChar }, null, cancellation)
            )
            .Message.ShouldContain("choose another run folder");
        var longer = TrainingRun.Train(
            Options with
            {
                RunFolder = integers,
                FloatRun = _folder,
                Epochs = 10,
                IntegerPart = 0.2,
            },
            null,
            cancellation
        );
        Bytes(
                TrainingRun.Train(
                    Options with
                    {
                        RunFolder = null,
                        FloatRun = _folder,
                        DenseRun = integers,
                        Epochs = 10,
                        IntegerPart = 0.2,
                    },
                    null,
                    cancellation
                )
            )
            .ShouldBe(Bytes(longer));
        Refusal(Options with { RunFolder = null, DenseRun = _folder, Width = 2 })
            .ShouldContain("another training (another network, other data,");
        File.Delete(Path.Combine(_folder, "segments.checkpoint"));
        // The dense network that was taken is still the same.
        Bytes(TrainingRun.Train(Options with { RunFolder = other, DenseRun = _folder }, null, cancellation)).ShouldBe(Bytes(whole));
        Refusal(Options with { RunFolder = null, FloatRun = _folder }).ShouldContain("segments network has 0 of 3 epochs");
    }

    [Fact]
    public void A_source_that_is_no_run_is_refused_in_one_line()
    {
        Refusal(Options with { RunFolder = null, DenseRun = _folder }).ShouldContain("not a run folder");
        var config = Path.Combine(_folder, "config.json");
        Gen.OneOf(
                Gen.String,
                Gen.String.Select(text => $"{{\"network\": \"digits\", {text}}}"),
                Gen.OneOf(Gen.Const("null"), Gen.Const("[]"), Gen.Const("{\"quantisation\": null}"), Gen.Const("{\"epochs\": 1}"))
            )
            .Sample(
                text =>
                {
                    File.WriteAllText(config, text);
                    Refusal(Options with { RunFolder = null, FloatRun = _folder }).ShouldNotContain("\n");
                },
                iter: 60,
                threads: 1
            );
    }

    [Fact]
    public void Finishing_early_gives_a_complete_network_within_the_budget()
    {
        using var finish = new CancellationTokenSource();
        finish.Cancel();
        var result = TrainingRun.Train(Options with { RunFolder = null }, null, TestContext.Current.CancellationToken, finish.Token);
        result.Report.Counts.RemovedConvParameters.ShouldBeGreaterThanOrEqualTo(69);
        result.Test.Count.ShouldBe(360);
    }

    [Fact]
    public void A_checkpoint_comes_back_as_it_was_and_is_refused_when_damaged_or_another_runs()
    {
        var path = Path.Combine(_folder, "dense.checkpoint");
        var fingerprint = Enumerable.Repeat((byte)7, 32).ToArray();
        var state = new CandidateState(
            3,
            new FloatState(
                [1, 2],
                [3, 4],
                [5],
                [
                    [1, 0],
                    [37],
                ],
                0.25,
                true,
                [10, 11]
            ),
            new IntegerState([6, 7], [8, 9])
        );
        Checkpoint.Read(path, fingerprint).ShouldBeNull();
        Checkpoint.Write(path, fingerprint, state);

        var read = Checkpoint.Read(path, fingerprint).ShouldNotBeNull();

        read.Epochs.ShouldBe(3);
        read.Float.Values.ShouldBe([1, 2]);
        read.Float.Velocity.ShouldBe([3, 4]);
        read.Float.Statistics.ShouldBe([5]);
        read.Float.Importance.ShouldBe([10, 11]);
        read.Float.Shapes.Select(shapes => string.Join(',', shapes)).ShouldBe(["1,0", "37"]);
        (read.Float.OffSegment, read.Float.IsSettled).ShouldBe((0.25, true));
        read.Integer.ShouldNotBeNull().Velocity.ShouldBe([8, 9]);

        Should.Throw<StriateException>(() => Checkpoint.Read(path, new byte[32])).Message.ShouldContain("another training");
        var bytes = File.ReadAllBytes(path);
        for (var position = 0; position < bytes.Length; position += 5)
        {
            var altered = bytes.ToArray();
            altered[position] ^= 1;
            File.WriteAllBytes(path, altered);
            Should.Throw<StriateException>(() => Checkpoint.Read(path, fingerprint));
        }

        File.WriteAllBytes(path, bytes[..^1]);
        Should.Throw<StriateException>(() => Checkpoint.Read(path, fingerprint)).Message.ShouldContain(path);
    }

    [Fact]
    public void A_folder_of_another_training_is_refused_and_left_as_it_was()
    {
        using var cancel = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => TrainingRun.Train(Options, new Stopper(1, cancel), cancel.Token));
        var files = Directory.GetFiles(_folder).Order().ToArray();
        var before = files.Select(File.ReadAllBytes).ToArray();
        Refusal(Options with { Seed = 99, IntegerPart = 0.5, Quantisation = new(WeightBits: 5) })
            .ShouldContain(
                $"{_folder} holds another training: seed is 1 there and 99 here, integer part is 0.2 there and 0.5 here, quantisation: weight bits is 8 there and 5 here; give the options of that run"
            );
        Directory.GetFiles(_folder).Order().ShouldBe(files);
        files.Select(File.ReadAllBytes).ShouldBe(before);
    }

    [Fact]
    public void One_training_at_a_time_has_a_folder()
    {
        var refusals = new List<string>();
        using var cancel = new CancellationTokenSource();
        var second = new Reporter(_ =>
        {
            refusals.Add(Refusal(Options));
            cancel.Cancel();
        });
        Should.Throw<OperationCanceledException>(() => TrainingRun.Train(Options, second, cancel.Token));
        refusals
            .ShouldHaveSingleItem()
            .ShouldBe($"{_folder} is in use by another training; wait until it has ended, or choose another run folder");
        RunFolder.ReadLog(_folder).Select(record => record.Epoch).ShouldBe([1]);
        // A training that has ended, in whatever way, leaves the folder to the next.
        Should
            .Throw<StriateException>(() => TrainingRun.Train(Options with { Seed = 99 }))
            .Message.ShouldContain("seed is 1 there and 99 here");
        TrainingRun.Train(Options, null, TestContext.Current.CancellationToken).Report.Integer.ShouldBeGreaterThan(0);
    }

    // The log is given times that no clock would come to.
    [Fact]
    public void The_seconds_of_a_run_are_those_of_all_its_parts()
    {
        using var cancel = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() => TrainingRun.Train(Options, new Stopper(1, cancel), cancel.Token));
        var log = Path.Combine(_folder, "epochs.jsonl");
        var first = RunFolder.ReadLog(_folder).ShouldHaveSingleItem();
        var seconds = first.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        File.WriteAllText(log, File.ReadAllText(log).Replace($"\"seconds\":{seconds}", "\"seconds\":1000000", StringComparison.Ordinal));
        var result = TrainingRun.Train(Options, null, TestContext.Current.CancellationToken);
        RunFolder.ReadLog(_folder).ShouldAllBe(record => record.Seconds >= 1_000_000);
        RunFolder.ReadLog(_folder)[^1].Seconds.ShouldBeGreaterThan(1_000_000);
        result.Seconds.ShouldBeGreaterThan(1_000_000);
    }

    private static string Refusal(TrainingOptions options) =>
        Should.Throw<StriateException>(() => TrainingRun.Train(options, null, TestContext.Current.CancellationToken)).Message;

    private static byte[] Bytes(TrainingResult result) =>
        [
            .. PackageFile.Format(new ModelPackage(result.Segments, null, []), "segments"),
            .. PackageFile.Format(new ModelPackage(result.Dense, null, []), "dense"),
        ];

    /// <summary>
    /// Every third time stops after the epoch is logged and before its checkpoint is written, as a kill can; else after.
    /// </summary>
    private sealed class Stopper(int stops, CancellationTokenSource cancel) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Phase == TrainingPhase.Evaluation)
            {
                return;
            }

            if (stops % 3 == 0)
            {
                throw new InvalidOperationException("stopped");
            }

            cancel.Cancel();
        }
    }

    private sealed class Reporter(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
