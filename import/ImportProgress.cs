namespace Striate.Import;

/// <summary>How far the quantisation of a float model is.</summary>
/// <param name="Stage">What is done, such as "running samples".</param>
/// <param name="Done">Steps that are done.</param>
/// <param name="Total">Steps of this stage.</param>
public sealed record ImportProgress(string Stage, int Done, int Total);
