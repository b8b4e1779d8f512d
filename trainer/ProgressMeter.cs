using System.Diagnostics;
using Striate.Trainer.Learning;

namespace Striate.Trainer;

/// <summary>Counts epochs and estimates the time left.</summary>
internal sealed class ProgressMeter(int of, IProgress<TrainingProgress>? progress)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;

    /// <summary>One epoch more is done.</summary>
    public void Report(TrainingPhase phase, EpochFigures figures, double kept)
    {
        _done++;
        progress?.Report(new TrainingProgress(
            phase, _done, of, figures.Loss, figures.Accuracy, kept, _watch.Elapsed / _done * (of - _done)));
    }
}
