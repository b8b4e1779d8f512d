using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Residual addition of two maps of equal shape, rounded once:
/// <c>y = clamp((a * ma + b * mb + (1 &lt;&lt; (s - 1))) &gt;&gt; s, lo, hi)</c>, computed in 64 bits.
/// </summary>
/// <param name="MultiplierA">ma, 1..2^31-1.</param>
/// <param name="MultiplierB">mb, 1..2^31-1.</param>
/// <param name="Shift">s, 1..62.</param>
/// <param name="Minimum">lo, within the output type.</param>
/// <param name="Maximum">hi, within the output type.</param>
public sealed record Add(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    int MultiplierA,
    int MultiplierB,
    int Shift,
    int Minimum,
    int Maximum) : Layer(Name, Inputs, Output);
