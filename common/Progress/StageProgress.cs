namespace Striate.Common;

/// <summary>How far the present stage of a longer step is.</summary>
/// <param name="Stage">What is being done, in the form <c>planning</c>.</param>
/// <param name="Done">The share of this stage that is done, 0 to 1.</param>
public readonly record struct StageProgress(string Stage, double Done);
