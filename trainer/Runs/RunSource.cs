using Striate.DataSets;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Runs;

/// <summary>A finished run whose networks another training takes instead of training its own.</summary>
/// <param name="Folder">Its folder, which is only read.</param>
/// <param name="Options">What it was trained with.</param>
internal sealed record RunSource(RunFolder Folder, TrainingOptions Options)
{
    /// <summary>The run that the options name; null: none.</summary>
    /// <exception cref="InvalidDataException">There is no such run, or it is damaged.</exception>
    public static RunSource? Of(TrainingOptions options, NetworkPlan plan, DataSet data)
    {
        if ((options.DenseRun ?? options.FloatRun) is not { } path)
        {
            return null;
        }

        var (folder, own) = RunFolder.OpenSource(path, plan, data);
        return new RunSource(folder, own);
    }

    /// <summary>The dense network, trained to its end.</summary>
    /// <exception cref="InvalidDataException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Dense() => Folder.ReadFinished(RunFolder.Dense, Options.Epochs);

    /// <summary>A network as it was when its training in floating point was done.</summary>
    /// <param name="name"><see cref="RunFolder.Dense"/> or <see cref="RunFolder.Segments"/>.</param>
    /// <exception cref="InvalidDataException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Float(string name)
    {
        var epochs = Options.Epochs - Options.IntegerEpochs;
        return Folder.ReadFinished(name, epochs) with { Epochs = epochs, Integer = null };
    }
}
