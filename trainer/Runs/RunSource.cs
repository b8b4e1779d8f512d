using Striate.DataSets;
using Striate.Trainer.Networks;

namespace Striate.Trainer.Runs;

/// <summary>A finished run whose networks another training takes instead of training its own.</summary>
/// <param name="Folder">Its folder, which is only read.</param>
/// <param name="Options">What it was trained with.</param>
/// <param name="Path">Where it is, for messages.</param>
internal sealed record RunSource(RunFolder Folder, TrainingOptions Options, string Path)
{
    /// <summary>Epochs of its float networks: its own, or those of the run that it took them from.</summary>
    public int FloatEpochs => Options.TakenFloatEpochs ?? Options.Epochs - Options.IntegerEpochs;

    /// <summary>Epochs of its dense network in all.</summary>
    public int DenseEpochs => FloatEpochs + Options.IntegerEpochs;

    /// <summary>The run in a folder; null: none is named.</summary>
    /// <exception cref="InvalidDataException">There is no such run, or it is damaged.</exception>
    public static RunSource? Of(string? path, NetworkPlan plan, DataSet data)
    {
        if (path is null)
        {
            return null;
        }

        var (folder, own) = RunFolder.OpenSource(path, plan, data);
        return new RunSource(folder, own, path);
    }

    /// <summary>The dense network, trained to its end.</summary>
    /// <exception cref="InvalidDataException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Dense()
    {
        if (Took(RunFolder.Dense))
        {
            throw new InvalidDataException($"{Path} took its dense network from another run itself; name the run that trained it");
        }

        return Folder.ReadFinished(RunFolder.Dense, DenseEpochs);
    }

    /// <summary>A network as it was when its training in floating point was done.</summary>
    /// <param name="name"><see cref="RunFolder.Dense"/> or <see cref="RunFolder.Segments"/>.</param>
    /// <exception cref="InvalidDataException">It is not there, damaged, of another network or data set, or not finished.</exception>
    public CandidateState Float(string name)
    {
        // A run that took segments in floating point took the dense network with them, or from a third run.
        if (Took(name) || Took(RunFolder.Segments))
        {
            throw new InvalidDataException($"{Path} took its {name} network from another run itself; name the run that trained it");
        }

        return Folder.ReadFinished(name, FloatEpochs) with { Epochs = FloatEpochs, Integer = null };
    }

    private bool Took(string name) => Options.Taken?.Split(' ').Contains(name) == true;
}
