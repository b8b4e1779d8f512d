namespace Striate.Trainer.Learning;

/// <summary>What is done where some classes have more samples than others.</summary>
public enum ClassBalance
{
    /// <summary>Nothing: every sample counts alike, and rare classes little.</summary>
    None,

    /// <summary>A sample counts the more, the rarer its class is.</summary>
    Weights,

    /// <summary>An epoch draws as many samples as there are, of each class as often, with repetitions.</summary>
    Sampling,
}
