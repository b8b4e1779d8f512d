using System.Collections.Immutable;

namespace Striate.Import;

/// <summary>What became of one operator.</summary>
/// <param name="Index">Its place in the source model.</param>
/// <param name="Operator">Its name there.</param>
/// <param name="Tensor">The source model's name of its output.</param>
/// <param name="Layer">The layer whose output equals its output; null: none, it was folded away.</param>
/// <param name="Became">What was done: taken over, fused, dropped, changed, with what matters of it.</param>
/// <param name="Shape">Its output's shape in the source model.</param>
public sealed record OperatorReport(int Index, string Operator, string Tensor, string? Layer, string Became, ImmutableArray<int> Shape);
