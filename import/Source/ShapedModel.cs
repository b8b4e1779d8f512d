using System.Collections.Immutable;

namespace Striate.Import.Source;

/// <summary>A model whose shapes were worked out, not believed.</summary>
/// <param name="Model">As read.</param>
/// <param name="Shapes">Extents by tensor number; default: nobody computes it.</param>
/// <param name="Integers">Values of integer tensors that are constant, in the file or by folding.</param>
internal sealed record ShapedModel(
    SourceModel Model,
    ImmutableArray<ImmutableArray<int>> Shapes,
    ImmutableDictionary<int, ImmutableArray<int>> Integers
);
