using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>
/// Per-channel affine map, batch normalisation where it cannot be folded:
/// <c>y = clamp((x * m[c] + b[c] + (1 &lt;&lt; (s[c] - 1))) &gt;&gt; s[c], lo, hi)</c>, computed in 64 bits. Zero points are in b.
/// </summary>
/// <param name="Multipliers">m per channel, any int32: a batch normalisation may have a negative gain.</param>
/// <param name="Offsets">b per channel; int32 in what Striate trains.</param>
/// <param name="Shifts">s per channel, 1..62.</param>
/// <param name="Minimum">lo, within the output type.</param>
/// <param name="Maximum">hi, within the output type.</param>
public sealed record ScaleShift(
    string Name,
    ImmutableArray<string> Inputs,
    FeatureMap Output,
    ImmutableArray<int> Multipliers,
    ImmutableArray<long> Offsets,
    ImmutableArray<int> Shifts,
    int Minimum,
    int Maximum
) : Layer(Name, Inputs, Output);
