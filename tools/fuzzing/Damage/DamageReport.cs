using System.Collections.Immutable;

namespace Striate.Fuzzing.Damage;

/// <summary>What became of damaged .pe files.</summary>
/// <param name="Files">Damaged files that were tried.</param>
/// <param name="Refused">Of them, those that were refused with one line before they ran.</param>
/// <param name="Ran">Those that ran, to their end or into an exception or a limit of theirs.</param>
/// <param name="Failures">How many did neither.</param>
/// <param name="Examples">The first few of those: number of the file and what happened.</param>
public sealed record DamageReport(int Files, int Refused, int Ran, int Failures, ImmutableArray<string> Examples);
