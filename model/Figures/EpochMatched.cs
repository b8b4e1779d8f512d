namespace Striate.Model.Figures;

/// <summary>
/// A dense network that was trained with as many epochs as the dense and the segment network of a training together, on the same schedule
/// and from the same seed: what segments are compared with, since they had both.
/// </summary>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Float">Percent of the test samples in floating point, rounded to two decimals.</param>
/// <param name="Integer">Percent on the integer reference, rounded to two decimals.</param>
public sealed record EpochMatched(int Epochs, double Float, double Integer);
