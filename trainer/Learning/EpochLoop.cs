using System.Globalization;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.Trainer.Learning;

/// <summary>Means over the samples of an epoch.</summary>
/// <param name="Loss">Cross-entropy, in nats.</param>
/// <param name="Accuracy">0..1, on the training samples as they were augmented.</param>
public readonly record struct EpochFigures(double Loss, double Accuracy);

/// <summary>One pass over the training samples.</summary>
/// <param name="Samples">What is learned.</param>
/// <param name="BatchSize">Samples per step; the last batch of an epoch takes what is left.</param>
/// <param name="Augmentation">Applied to every batch.</param>
/// <param name="Seed">Seed of the whole training; order and augmentation of an epoch follow from it and the epoch's number.</param>
/// <param name="Precision">Decides in what order batches lie in memory.</param>
/// <param name="Teacher">Null: learn from the labels alone.</param>
public sealed record EpochLoop(
    SampleTensors Samples,
    int BatchSize,
    Augmentation Augmentation,
    long Seed,
    TrainingPrecision Precision = TrainingPrecision.Single,
    Teacher? Teacher = null
)
{
    /// <summary>
    /// An epoch whose mean loss is this many times that of guessing is no training any more. With rates from 0.5 to 10 on the digits,
    /// no epoch of a network that learned had more than guessing has; what reached 20 times never came back.
    /// </summary>
    private const double MostLoss = 20;

    /// <summary>What makes classes count alike; null: every sample counts as one.</summary>
    public BalanceTensors? Balance { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public int Steps => (int)((Samples.Count + BatchSize - 1) / BatchSize);

    /// <summary>Runs one epoch.</summary>
    /// <param name="stream">Number that tells this epoch from all others of the training.</param>
    /// <param name="forward">Step of the epoch and images, [samples, channels, rows, columns] in input integers, to logits.</param>
    /// <param name="step">Called after each backward pass with the step of the epoch.</param>
    /// <param name="scale">Size of the images at a step of the epoch, as a part of their own; null: always their own.</param>
    /// <param name="isInteger">Whether it is the training on integers; for messages.</param>
    /// <exception cref="TrainingDivergedException">The loss is not a number, or the mean of the epoch cannot become one of a
    /// training.</exception>
    public EpochFigures Run(
        int stream,
        Func<int, Tensor, Tensor> forward,
        Action<int> step,
        CancellationToken cancellation,
        Func<int, double>? scale = null,
        bool isInteger = false
    )
    {
        using var scope = torch.NewDisposeScope();
        using var random = Generator(Seed, stream);
        var order = Balance?.PerSample is { } weights
            ? torch.multinomial(weights, Samples.Count, replacement: true, generator: random)
            : torch.randperm(Samples.Count, generator: random);
        var (loss, correct) = (0.0, 0L);
        for (var number = 0; number < Steps; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = torch.NewDisposeScope();
            var start = (long)number * BatchSize;
            var chosen = order.narrow(0, start, Math.Min(BatchSize, Samples.Count - start));
            var bytes = Augmentation.Apply(Samples.Images.index_select(0, chosen), random);
            var images = ImageScale.Apply(
                (Precision == TrainingPrecision.Mixed ? MemoryOrder.ChannelsLast(bytes) : bytes).to(torch.ScalarType.Float32),
                scale?.Invoke(number) ?? 1
            );
            var classes = Samples.Classes.index_select(0, chosen);
            var logits = forward(number, images);
            var error = torch.nn.functional.cross_entropy(logits, classes, weight: Balance?.PerClass);
            (Teacher?.Mix(error, images, logits) ?? error).backward();
            step(number);
            loss += error.ToDouble() * chosen.shape[0];
            RequireTraining(loss / Samples.Count, Math.Log(Math.Max(2, logits.shape[1])), isInteger);
            correct += logits.argmax(1).eq(classes).sum().ToInt64();
        }

        return new EpochFigures(loss / Samples.Count, (double)correct / Samples.Count);
    }

    // Losses are not negative: the mean of the epoch cannot be less than what its samples have so far.
    private static void RequireTraining(double mean, double guess, bool isInteger)
    {
        if (!(mean <= MostLoss * guess))
        {
            throw new TrainingDivergedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the training {(isInteger ? "on integers" : "in floating point")} diverged: its loss is {mean:G3}, where guessing has {guess:F2}"
                ),
                isInteger
            );
        }
    }

    /// <summary>A random generator for one purpose; equal arguments give equal numbers on the same machine.</summary>
    public static torch.Generator Generator(long seed, int stream) => new((ulong)((seed * 1_000_003) + stream) & long.MaxValue, torch.CPU);
}
