using System.Diagnostics;
using Striate.Trainer.Learning;
using Striate.Trainer.Runs;

namespace Striate.Trainer;

/// <summary>Counts epochs, logs them and estimates the time left.</summary>
/// <param name="costs">What each epoch of the training costs beside the others, in order.</param>
/// <param name="before">Seconds of the processes that began the run.</param>
internal sealed class ProgressMeter(IReadOnlyList<double> costs, IProgress<TrainingProgress>? progress, RunFolder? folder, double before)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _done;
    private double _spent;
    private Stopwatch? _evaluation;

    /// <summary>Epochs that need no time: a checkpoint holds them, or the training ends early.</summary>
    public void Skip(int epochs) => _done += epochs;

    /// <summary>One epoch more is done.</summary>
    public void Report(TrainingPhase phase, EpochFigures figures, double kept, SegmentMask? mask)
    {
        _spent += costs[_done];
        _done++;
        folder?.Log(
            new EpochRecord(
                phase,
                _done,
                figures.Loss,
                figures.Accuracy,
                kept,
                mask?.Lengths(),
                Math.Round(before + _watch.Elapsed.TotalSeconds, 3)
            )
        );
        progress?.Report(
            new TrainingProgress(
                phase,
                _done,
                costs.Count,
                figures.Loss,
                figures.Accuracy,
                kept,
                _watch.Elapsed / _spent * costs.Skip(_done).Sum()
            )
        );
    }

    /// <summary>All epochs are done, and a part of the final evaluation.</summary>
    /// <param name="part">0..1.</param>
    public void Evaluated(double part)
    {
        var spent = (_evaluation ??= Stopwatch.StartNew()).Elapsed;
        progress?.Report(new TrainingProgress(TrainingPhase.Evaluation, costs.Count, costs.Count, 0, 0, 0, (1 - part) / part * spent));
    }
}
