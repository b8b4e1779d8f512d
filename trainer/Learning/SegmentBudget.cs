namespace Striate.Trainer.Learning;

/// <summary>How much of its kernels a network may keep.</summary>
/// <param name="Kept">Part of the dense cost, 0..1.</param>
/// <param name="Unit">What is counted.</param>
public sealed record SegmentBudget(double Kept, BudgetUnit Unit = BudgetUnit.Parameters)
{
    /// <summary>
    /// Where the tightening starts: half of the cells. No segment of a kernel of 3x3 or more keeps as many, so that every
    /// kernel begins with its best segment of full length.
    /// </summary>
    public double MostKept => 0.5;
}
