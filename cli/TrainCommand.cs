using System.Globalization;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Quantisation;

namespace Striate.Cli;

/// <summary>The command line that leads to given options of a training.</summary>
internal static class TrainCommand
{
    private const int DefaultGolden = Verbs.TrainVerb.DefaultGolden;

    // Options as the command line has them; an empty value is a flag, null: not given.
    private static readonly (string Name, Func<TrainingOptions, string?> Value)[] s_options =
    [
        ("--data-set", options => options.DataSet),
        ("--seed", options => Text(options.Seed)),
        ("--budget", options => Text(Math.Round(100 * options.Removed, 6))),
        ("--epochs", options => Text(options.Epochs)),
        ("--bits", options => Text(options.Quantisation.WeightBits)),
        ("--width", options => Text(options.Width)),
        ("--distillation", options => Text(options.Distillation)),
        ("--start", options => options.StartFromDense ? "dense" : "random"),
        ("--baseline", options => options.HasMatchedBaseline ? null : "short"),
        ("--importance", options => options.Importance == ImportanceMeasure.Taylor ? "taylor" : "magnitude"),
        ("--shared-weights", options => options.SharesWeights ? "" : null),
        ("--streaming", options => options.IsStreaming ? "" : null),
        ("--balance", options => options.Balance.ToString().ToLowerInvariant()),
        ("--prune-start", options => Text(options.FadeStart)),
        ("--prune-end", options => Text(options.FadeEnd)),
        ("--budget-unit", options => options.BudgetUnit == BudgetUnit.Macs ? "macs" : "parameters"),
        ("--scales", options => options.Quantisation.Form == MultiplierForm.PowerOfTwo ? "power-of-two" : "general"),
        ("--weight-bytes", options => options.Quantisation.WeightBytes is { } bytes ? Text(bytes) : null),
        (
            "--layer-bits",
            options =>
                options.Quantisation.LayerBits is { Count: > 0 } bits
                    ? string.Join(',', bits.Select(layer => $"{layer.Key}={Text(layer.Value)}"))
                    : null
        ),
        ("--qat-fraction", options => Text(options.IntegerPart)),
        ("--initial-resolution", options => Text(options.FirstScale)),
        ("--learning-rate", options => Text(options.LearningRate)),
        ("--qat-learning-rate", options => Text(options.IntegerLearningRate)),
        ("--weight-decay", options => Text(options.WeightDecay)),
        ("--batch", options => Text(options.BatchSize)),
        ("--threads", options => Text(options.Threads)),
        ("--precision", options => options.Precision == TrainingPrecision.Mixed ? "mixed" : "single"),
    ];

    private static readonly string[] s_dataDecide = ["--data-set", "--batch"];

    /// <summary>The command, with those options alone that differ from what suits the network.</summary>
    /// <param name="options">The options of a run.</param>
    /// <param name="golden">Golden vectors of its package.</param>
    /// <param name="seeds">Seeds that it was trained from.</param>
    /// <exception cref="StriateException">They are options that no command line gives.</exception>
    public static string Of(TrainingOptions options, int golden, int seeds = 1)
    {
        var usual = Usual(options);
        if (
            options.Augmentation != usual.Augmentation
            || options.Quantisation.ActivationBits != usual.Quantisation.ActivationBits
            || options.Quantisation.MultiplierBits != usual.Quantisation.MultiplierBits
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                "the run has an augmentation or bits of activations that no option of 'striate train' gives"
            );
        }

        var words =
            from option in s_options
            let value = option.Value(options)
            where
                value is not null && (value != option.Value(usual) || (options.Imported is not null && s_dataDecide.Contains(option.Name)))
            select $" {option.Name} {value}".TrimEnd();
        return string.Concat(
            options.Imported is null ? $"striate train --network {Path.GetFileName(options.Network)}" : "striate train --from MODEL",
            options.DataSet == "digits" ? "" : " --data FOLDER",
            string.Concat(words),
            seeds == 1 ? "" : $" --seeds {Text(seeds)}",
            golden == DefaultGolden ? "" : $" --golden {Text(golden)}",
            $" --out {Path.GetFileNameWithoutExtension(options.Network)}.striate"
        );
    }

    // What is usual for an imported network also goes by its data, of which a run does not say how many there were.
    private static TrainingOptions Usual(TrainingOptions options) =>
        options.Imported is { } sha256
            ? TrainingOptions.ForImported(options.Network, options.DataSet, int.MaxValue, sha256)
            : TrainingOptions.For(options.Network);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
