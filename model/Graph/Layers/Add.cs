using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Residual addition of two maps of equal shape, rounded once:
/// <c>y = clamp((a * ma + b * mb + c) &gt;&gt; s, lo, hi)</c>, computed in 64 bits. By default <c>c = 1 &lt;&lt; (s - 1)</c>; zero
/// points are in c, a difference has a negative multiplier.
/// </summary>
/// <param name="MultiplierA">ma, 1..2^31-1 in magnitude.</param>
/// <param name="MultiplierB">mb, 1..2^31-1 in magnitude.</param>
/// <param name="Shift">s, 1..62.</param>
/// <param name="Minimum">lo, within the output type.</param>
/// <param name="Maximum">hi, within the output type.</param>
/// <param name="Constant">c; null: half of the last step.</param>
/// <param name="Tables">Terms that stand for a and b; null: the integers themselves.</param>
public sealed record Add(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    int MultiplierA,
    int MultiplierB,
    int Shift,
    int Minimum,
    int Maximum,
    long? Constant = null,
    AddTables? Tables = null
) : Layer(Name, Inputs, Output)
{
    /// <summary>c.</summary>
    public long ConstantOrHalf => Constant ?? Requantisation.Half(Shift);
}

/// <summary>
/// Rounded terms of an addition from elsewhere, where no two multipliers give the same integers:
/// a is replaced by <c>A[a - minimum of its type]</c>, b likewise.
/// </summary>
/// <param name="A">One entry per integer of the first input's type.</param>
/// <param name="B">One entry per integer of the second input's type.</param>
public sealed record AddTables(ImmutableArray<int> A, ImmutableArray<int> B);
