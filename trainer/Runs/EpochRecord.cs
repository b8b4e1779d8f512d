namespace Striate.Trainer.Runs;

/// <summary>One line of a run's log.</summary>
/// <param name="Phase">What was trained.</param>
/// <param name="Epoch">Epochs done, over all phases.</param>
/// <param name="Loss">Mean cross-entropy of the epoch.</param>
/// <param name="Accuracy">0..1, on the training samples.</param>
/// <param name="Kept">Part of the kernels' parameters that acts, 0..1.</param>
/// <param name="Lengths">Kernels whose segment has 0, 1, 2, ... cells; null while all are dense.</param>
/// <param name="Seconds">Wall-clock time of the run so far, of all processes that it took.</param>
public sealed record EpochRecord(
    TrainingPhase Phase,
    int Epoch,
    double Loss,
    double Accuracy,
    double Kept,
    IReadOnlyList<int>? Lengths,
    double Seconds
);
