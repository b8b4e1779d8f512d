using System.Text.Json.Serialization;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;

namespace Striate.Trainer;

/// <summary>What to train, on what, and how far to cut.</summary>
public sealed record TrainingOptions
{
    /// <summary>A name of <see cref="Networks.NetworkCatalog"/>.</summary>
    public string Network { get; init; } = "digits";

    /// <summary>Factor of the network's channel counts, 0.1..8; networks described by a file ignore it.</summary>
    public double Width { get; init; } = 1;

    /// <summary>A name of <see cref="DataSets.DataSetCatalog"/>.</summary>
    public string DataSet { get; init; } = "digits";

    /// <summary>Folder of the data set's files; the embedded digits need none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How a person's own data are read. A run knows them by their checksum, which depends on it.</summary>
    [JsonIgnore]
    public DataOptions Data { get; init; } = new();

    /// <summary>The same seed and thread count give the same network on the same machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Passes over the training samples, for the dense and for the segment network alike; at least 2.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>
    /// Part of the epochs, at the end, that trains the integer network: at least one epoch, unless it is 0, which leaves
    /// the integers as they come from the float network.
    /// </summary>
    public double IntegerPart { get; init; } = 0.2;

    /// <summary>
    /// Size of the images that the float training begins with, as a part of their own: 0.25, 0.5, 0.75 or 1. They grow in
    /// quarters over the first 80 % of it. The network must have no weights that depend on the size.
    /// </summary>
    public double FirstScale { get; init; } = 1;

    /// <summary>Samples per step.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether the network is trained without padding along time, so that generated code can take a signal as it comes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsStreaming { get; init; }

    /// <summary>Highest learning rate of the float training.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Highest learning rate of the integer training.</summary>
    public double IntegerLearningRate { get; init; } = 0.005;

    /// <summary>Weight decay of the float training.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>
    /// Weight of the dense network's answers, 0..1, when the segment network learns; 0 leaves it to the labels alone.
    /// </summary>
    public double Distillation { get; init; } = 0.5;

    /// <summary>
    /// Whether the segment network starts from the dense one's trained parameters; otherwise both start from the same
    /// random ones.
    /// </summary>
    public bool StartFromDense { get; init; }

    /// <summary>
    /// Whether a dense network is trained as well with as many epochs as dense and segment network have together: what segments are
    /// compared with.
    /// None is where the dense network is imported, or where networks in floating point are another run's.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasMatchedBaseline { get; init; }

    /// <summary>What is done where some classes have more samples than others. Runs of earlier versions have none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ClassBalance Balance { get; init; }

    /// <summary>What is done to the training images.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>What shapes are chosen by.</summary>
    public ImportanceMeasure Importance { get; init; }

    /// <summary>Fraction of the float training after which cells off the segments begin to fade, 0..1.</summary>
    public double FadeStart { get; init; } = 0.15;

    /// <summary>Fraction of the float training after which these cells are zero and shapes are frozen, 0..1.</summary>
    public double FadeEnd { get; init; } = 0.6;

    /// <summary>Part of the convolutions' parameters (or multiply-accumulates) to be removed, 0..1.</summary>
    public double Removed { get; init; } = 0.69;

    /// <summary>What <see cref="Removed"/> counts.</summary>
    public BudgetUnit BudgetUnit { get; init; } = BudgetUnit.Parameters;

    /// <summary>Whether all cells of a segment have one weight.</summary>
    public bool SharesWeights { get; init; }

    /// <summary>How the networks become integers.</summary>
    public QuantisationOptions Quantisation { get; init; } = new();

    /// <summary>Threads of one tensor operation. One is fastest for small networks and beside other programs.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>In what numbers the float training computes.</summary>
    public TrainingPrecision Precision { get; init; } = TrainingPrecision.Single;

    /// <summary>
    /// Folder for checkpoints, log, report and plots; null: nothing is written. A run that finds its own checkpoints
    /// there continues from them.
    /// </summary>
    public string? RunFolder { get; init; }

    /// <summary>Folder of a finished run whose dense network is taken instead of training one; null: none.</summary>
    public string? DenseRun { get; init; }

    /// <summary>
    /// Folder of a finished run whose networks, both, are taken as they were in floating point; they become integers anew.
    /// With <see cref="DenseRun"/>, only its segment network is taken. Null: none.
    /// </summary>
    public string? FloatRun { get; init; }

    /// <summary>SHA-256 of the imported network that takes the dense one's place, lower-case hexadecimal; null: none does.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Imported { get; init; }

    /// <summary>
    /// What a run took from another: <c>dense</c> or <c>segments</c> and the SHA-256 of the checkpoints. Written by the run
    /// folder; null: nothing.
    /// </summary>
    public string? Taken { get; init; }

    /// <summary>Epochs of the float networks that a run took from another. Written by the run folder; null: it trained its own.</summary>
    public int? TakenFloatEpochs { get; init; }

    /// <summary>The network that is trained.</summary>
    /// <exception cref="StriateException">There is no network of that name, its file describes none, or it has no streaming form over the
    /// data.</exception>
    public Networks.NetworkDescription NetworkFor(DataSet data)
    {
        var network = Networks.NetworkCatalog.Find(Network, data.Labels.Length, Width);
        return IsStreaming ? Networks.StreamingForm.Of(network, data.Input.Shape) : network;
    }

    /// <summary>Epochs that train the integer network.</summary>
    internal int IntegerEpochs => IntegerPart == 0 ? 0 : Math.Clamp((int)Math.Round(Epochs * IntegerPart), 1, Epochs - 1);

    /// <summary>How the float training proceeds.</summary>
    internal Schedule Schedule => new(LearningRate, FadeStart: FadeStart, FadeEnd: FadeEnd, FirstScale: FirstScale);

    /// <summary>The options that suit a network: its data set, epochs, batches and augmentation.</summary>
    public static TrainingOptions For(string network) => Suiting(network) with { HasMatchedBaseline = true };

    private static TrainingOptions Suiting(string network) =>
        network switch
        {
            "resnet8" or "vgg-small" or "densenet40" => new TrainingOptions
            {
                Network = network,
                DataSet = "cifar10",
                Epochs = 60,
                IntegerPart = 0.1,
                StartFromDense = true,
                IntegerLearningRate = 0.001,
                FadeStart = 0.02,
                FadeEnd = 0.5,
                BatchSize = network == "densenet40" ? 64 : 128,
                Augmentation = new Augmentation(4, true),
                Threads = 2,
                Precision = TrainingPrecision.Mixed,
            },
            "lenet" => new TrainingOptions
            {
                Network = network,
                DataSet = "fashion-mnist",
                Epochs = 20,
                BatchSize = 128,
            },
            "motion1d" => new TrainingOptions
            {
                Network = network,
                DataSet = "geotec-har",
                Epochs = 40,
                BatchSize = 128,
            },
            "short1d" => new TrainingOptions
            {
                Network = network,
                DataSet = OwnData.Name,
                Epochs = 40,
                BatchSize = 64,
            },
            // Loud and quiet passages share one scale: at the usual rate the integer training loses what was learned.
            "sound1d" => new TrainingOptions
            {
                Network = network,
                DataSet = OwnData.Name,
                Epochs = 40,
                BatchSize = 64,
                IntegerPart = 0.5,
                IntegerLearningRate = 0.0004,
            },
            "features" => new TrainingOptions
            {
                Network = network,
                DataSet = OwnData.Name,
                Epochs = 60,
                BatchSize = 64,
                LearningRate = 0.02,
            },
            "dscnn" => new TrainingOptions
            {
                Network = network,
                DataSet = "images",
                Epochs = 40,
                BatchSize = 128,
            },
            _ => new TrainingOptions { Network = network },
        };

    /// <summary>
    /// The options that suit a network on a person's own data: where samples are few, smaller batches, so that an epoch has some steps.
    /// </summary>
    /// <param name="network">A name of the catalogue, or a file.</param>
    /// <param name="samples">Samples to learn from.</param>
    public static TrainingOptions For(string network, int samples)
    {
        var options = For(network);
        return options with { DataSet = OwnData.Name, BatchSize = BatchOf(options.BatchSize, samples) };
    }

    /// <summary>
    /// The options that suit an imported network, trained by whoever made it: a data set's augmentation, and rates for what has learned
    /// already.
    /// </summary>
    /// <param name="network">Its name.</param>
    /// <param name="data">The data set.</param>
    /// <param name="sha256">Of the file that it came from, lower-case hexadecimal.</param>
    public static TrainingOptions ForImported(string network, DataSet data, string sha256) =>
        ForImported(network, data.Name, data.Training.Count, sha256);

    /// <summary>The same for a data set that is known by name.</summary>
    /// <param name="network">Its name.</param>
    /// <param name="dataSet">The data set's name.</param>
    /// <param name="samples">Samples to learn from.</param>
    /// <param name="sha256">Of the file that it came from, lower-case hexadecimal.</param>
    public static TrainingOptions ForImported(string network, string dataSet, int samples, string sha256) =>
        new()
        {
            Network = network,
            DataSet = dataSet,
            Imported = sha256,
            Epochs = 40,
            IntegerPart = 0.1,
            StartFromDense = true,
            IntegerLearningRate = 0.001,
            FadeStart = 0.02,
            FadeEnd = 0.5,
            BatchSize = BatchOf(128, samples),
            Augmentation = dataSet == "cifar10" ? new Augmentation(4, true) : Augmentation.None,
        };

    // Where samples are few, an epoch is to have some steps.
    private static int BatchOf(int usual, int samples)
    {
        const int FewestSteps = 16;
        const int SmallestBatch = 8;
        var batch = usual;
        while (batch > SmallestBatch && samples / batch < FewestSteps)
        {
            batch /= 2;
        }

        return batch;
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="StriateException">A value is out of its range.</exception>
    public void Validate()
    {
        Check(Epochs is >= 2 and <= 100_000, "epochs", Epochs, "2..100000");
        Check(IntegerPart is >= 0 and < 1, "part of integer training", IntegerPart, "0..1");
        Check(Schedule.Scales.Contains(FirstScale), "size of the first images", FirstScale, "0.25, 0.5, 0.75, 1");
        Check(BatchSize is >= 2 and <= 65_536, "batch size", BatchSize, "2..65536");
        Check(LearningRate is > 0 and <= 10, "learning rate", LearningRate, "0..10");
        Check(IntegerLearningRate is > 0 and <= 10, "learning rate of the integer training", IntegerLearningRate, "0..10");
        Check(WeightDecay is >= 0 and <= 1, "weight decay", WeightDecay, "0..1");
        Check(Removed is >= 0 and <= 1, "removed part", Removed, "0..1");
        Check(FadeStart is >= 0 and < 1, "start of fading", FadeStart, "0..1");
        Check(FadeEnd > FadeStart && FadeEnd <= 1, "end of fading", FadeEnd, "its start..1");
        Check(TakenFloatEpochs is null or (>= 1 and <= 100_000), "float epochs of another run", TakenFloatEpochs ?? 0, "1..100000");
        Check(Distillation is >= 0 and <= 1, "distillation", Distillation, "0..1");
        Check(Threads is >= 1 and <= 256, "threads", Threads, "1..256");
        Quantisation.Validate();
    }

    private static void Check(bool holds, string name, IFormattable value, string range)
    {
        if (!holds)
        {
            throw new StriateException(ErrorKind.Usage, FormattableString.Invariant($"{name}: {value} is outside of {range}"));
        }
    }
}
