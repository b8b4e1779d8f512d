using System.Diagnostics;
using System.Globalization;
using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Results;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Striate.Benchmarks;

/// <summary>
/// Images per second of forward, backward and step: the trainer beside the same network in plain single-precision
/// TorchSharp modules, in turns in one run, on random images; both have the trainer's memory settings. The median of the
/// turns is compared.
/// </summary>
internal static class TrainingThroughput
{
    private static readonly FeatureMap s_input = new(new Shape(32, 32, 3), IntegerType.UInt8, 1.0 / 255);

    /// <param name="arguments">Networks (resnet8, densenet40; both when none is named), <c>--threads N</c>, <c>--turns N</c>;
    /// <c>--record FILE --machine TEXT</c> writes the rates into a file of results.</param>
    public static void Run(string[] arguments)
    {
        int Option(string name, int otherwise) =>
            Array.IndexOf(arguments, name) is var at and >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : otherwise;
        string? Text(string name) => Array.IndexOf(arguments, name) is var at and >= 0 ? arguments[at + 1] : null;
        var (threads, turns) = (Option("--threads", 2), Option("--turns", 7));
        var named = new[] { "resnet8", "densenet40" }.Where(arguments.Contains).ToList();
        foreach (var network in named.Count > 0 ? named : ["resnet8", "densenet40"])
        {
            TorchRuntime.Prepare(threads);
            var rate = Compare(network, threads, turns);
            if (Text("--record") is { } file)
            {
                TrainingSpeed.Record(
                    file,
                    Text("--machine") ?? throw new ArgumentException("--record needs --machine TEXT: what the figures were measured on"),
                    rate
                );
            }
        }
    }

    private static TrainingRate Compare(string network, int threads, int turns)
    {
        var options = TrainingOptions.For(network);
        var steps = network == "densenet40" ? 2 : 8;
        using var scope = NewDisposeScope();
        using var samples = RandomSamples(options.BatchSize * steps);
        using var plain = network == "densenet40" ? (nn.Module<Tensor, Tensor>)new PlainDensenet40() : new PlainResnet8();
        using var optimiser = optim.SGD(plain.parameters(), 0.1, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        var plan = NetworkLayout.From(NetworkCatalog.Find(network, 10), s_input.Shape);
        var loop = new EpochLoop(samples, options.BatchSize, Augmentation.None, 1, options.Precision);
        using var ours = new FloatTraining(plan, s_input, loop, new Schedule(0.1), 1000, 5e-4, null);
        var (plainRates, ourRates) = (new List<double>(), new List<double>());
        for (var turn = -1; turn < turns; turn++)
        {
            var plainRate = Rate(samples.Count, () => PlainEpoch(plain, optimiser, samples, options.BatchSize));
            var ourRate = Rate(samples.Count, () => ours.RunEpoch(turn + 1, CancellationToken.None));
            if (turn >= 0)
            {
                plainRates.Add(plainRate);
                ourRates.Add(ourRate);
            }
        }

        var (before, after) = (Median(plainRates), Median(ourRates));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{network}: plain {before:F0} images/s, trainer {after:F0} images/s, {after / before:F2}x ({threads} threads, batch {options.BatchSize}, {options.Precision})"
            )
        );
        return new TrainingRate(
            network,
            threads,
            options.BatchSize,
            options.Precision.ToString().ToLowerInvariant(),
            turns,
            Math.Round(before, 1),
            Math.Round(after, 1)
        );
    }

    private static void PlainEpoch(nn.Module<Tensor, Tensor> network, optim.Optimizer optimiser, SampleTensors samples, int batch)
    {
        for (var start = 0L; start < samples.Count; start += batch)
        {
            using var scope = NewDisposeScope();
            var images = samples.Images.narrow(0, start, batch).to(ScalarType.Float32) / 255;
            optimiser.zero_grad();
            nn.functional.cross_entropy(network.forward(images), samples.Classes.narrow(0, start, batch)).backward();
            optimiser.step();
        }
    }

    private static double Rate(long samples, Action epoch)
    {
        var watch = Stopwatch.StartNew();
        epoch();
        return samples / watch.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static SampleTensors RandomSamples(int count)
    {
        var random = new Random(1);
        var values = new byte[count * s_input.Shape.Length];
        random.NextBytes(values);
        return SampleTensors.From(new Samples(values, [.. Enumerable.Range(0, count).Select(_ => random.Next(10))]), s_input);
    }
}
