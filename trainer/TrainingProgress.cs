namespace Striate.Trainer;

/// <summary>How far a training is; reported after every epoch and during the final evaluation.</summary>
/// <param name="Phase">What is being trained.</param>
/// <param name="Epoch">Epochs done, over all phases.</param>
/// <param name="Of">Epochs of all phases.</param>
/// <param name="Loss">Mean cross-entropy of the epoch.</param>
/// <param name="Accuracy">0..1, on the training samples: held-out samples are not looked at before the end.</param>
/// <param name="Kept">Part of the kernels' parameters that still acts, 0..1.</param>
/// <param name="TimeLeft">Estimated from the epochs done.</param>
public sealed record TrainingProgress(TrainingPhase Phase, int Epoch, int Of, double Loss, double Accuracy, double Kept, TimeSpan TimeLeft);

/// <summary>The parts of a training.</summary>
public enum TrainingPhase
{
    /// <summary>The dense network in floating point.</summary>
    Dense,

    /// <summary>The dense network in integers.</summary>
    DenseInteger,

    /// <summary>The segment network in floating point.</summary>
    Segments,

    /// <summary>The segment network in integers.</summary>
    SegmentsInteger,

    /// <summary>The dense network of equal epochs, in floating point.</summary>
    Matched,

    /// <summary>The dense network of equal epochs, in integers.</summary>
    MatchedInteger,

    /// <summary>The networks in integers on the test samples; there is no loss, accuracy or kept part to report.</summary>
    Evaluation,
}
