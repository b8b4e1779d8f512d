namespace Striate.Trainer.Learning;

/// <summary>How much of its kernels a network may keep.</summary>
/// <param name="Kept">Part of the dense cost, 0..1.</param>
/// <param name="Unit">What is counted.</param>
public sealed record SegmentBudget(double Kept, BudgetUnit Unit = BudgetUnit.Parameters);

/// <summary>What a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>Weights of the kernels.</summary>
    Parameters,

    /// <summary>Multiply-accumulates: a weight times the output positions of its layer.</summary>
    Macs,
}
