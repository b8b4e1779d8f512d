using System.Collections.Immutable;

namespace Striate.Model.Graph.Layers;

/// <summary>Any function of one integer: <c>y = table[x - minimum of the input's type]</c>.</summary>
/// <param name="Table">One entry per integer of the input's type, 256 at most, within the output type.</param>
public sealed record LookUp(string Name, ImmutableArray<string> Inputs, FeatureMap Output, ImmutableArray<int> Table)
    : Layer(Name, Inputs, Output);
