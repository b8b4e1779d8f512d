using Striate.DataSets;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Runs;

/// <summary>A finished run whose networks another training takes instead of training its own.</summary>
/// <param name="Folder">Its folder, which is only read.</param>
/// <param name="Options">What it was trained with.</param>
/// <param name="Path">Where it is, for messages.</param>
internal sealed record RunSource(RunFolder Folder, TrainingOptions Options, string Path)
{
    /// <summary>What decides the networks in floating point, besides network, data and epochs.</summary>
    private static readonly (string Name, Func<TrainingOptions, object> ValueOf)[] s_learned =
    [
        ("shared weights", options => options.SharesWeights),
        ("removed part", options => options.Removed),
        ("unit of the budget", options => options.BudgetUnit),
        ("importance", options => options.Importance),
        ("segments started from the dense network", options => options.StartFromDense),
        ("distillation", options => options.Distillation),
        ("start of fading", options => options.FadeStart),
        ("end of fading", options => options.FadeEnd),
        ("size of the first images", options => options.FirstScale),
        ("learning rate", options => options.LearningRate),
        ("weight decay", options => options.WeightDecay),
        ("batch size", options => options.BatchSize),
        ("augmentation", options => options.Augmentation),
        ("precision", options => options.Precision),
        ("seed", options => options.Seed),
    ];

    /// <summary>Epochs of its float networks: its own, or those of the run that it took them from.</summary>
    public int FloatEpochs => Options.TakenFloatEpochs ?? Options.Epochs - Options.IntegerEpochs;

    /// <summary>Epochs of its dense network in all.</summary>
    public int DenseEpochs => FloatEpochs + Options.IntegerEpochs;

    /// <summary>The run in a folder; null: none is named.</summary>
    /// <exception cref="StriateException">There is no such run, or it is damaged.</exception>
    public static RunSource? Of(string? path, NetworkLayout plan, DataSet data)
    {
        if (path is null)
        {
            return null;
        }

        var (folder, own) = RunFolder.OpenSource(path, plan, data);
        return new RunSource(folder, own, path);
    }

    /// <summary>The dense network, trained to its end.</summary>
    /// <exception cref="StriateException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Dense()
    {
        RequireTrained();
        if (Took(RunFolder.Dense))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path} took its dense network from another run itself; name the run that trained it"
            );
        }

        return Folder.ReadFinished(RunFolder.Dense, DenseEpochs);
    }

    /// <summary>A network as it was when its training in floating point was done.</summary>
    /// <param name="name"><see cref="RunFolder.Dense"/> or <see cref="RunFolder.Segments"/>.</param>
    /// <exception cref="StriateException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Float(string name)
    {
        RequireTrained();
        // A run that took segments in floating point took the dense network with them, or from a third run.
        if (Took(name) || Took(RunFolder.Segments))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path} took its {name} network from another run itself; name the run that trained it"
            );
        }

        return Folder.ReadFinished(name, FloatEpochs) with
        {
            Epochs = FloatEpochs,
            Integer = null,
        };
    }

    /// <summary>Refuses options that its networks were trained without: they would act otherwise than they learned to.</summary>
    /// <exception cref="StriateException">Names the option.</exception>
    public void RequireSameLearning(TrainingOptions options)
    {
        foreach (var (name, valueOf) in s_learned)
        {
            var (own, other) = (valueOf(Options), valueOf(options));
            if (!Equals(own, other))
            {
                throw new StriateException(
                    ErrorKind.Usage,
                    FormattableString.Invariant(
                        $"{Path}: its networks were trained with {name}: {own}, not {other}; give that option as that run had it"
                    )
                );
            }
        }
    }

    private void RequireTrained()
    {
        if (Options.Imported is not null)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path} began with an imported network, and trained no dense one; name that network with --from"
            );
        }
    }

    private bool Took(string name) => Options.Taken?.Split(' ').Contains(name) == true;
}
