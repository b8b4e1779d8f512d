using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Lowering;

/// <summary>One way to compute a layer. What it costs is read off the code trees that it lowers to; no text is made for that.</summary>
/// <param name="Name">As reports call it.</param>
/// <param name="Workspace">What it needs of the working memory.</param>
/// <param name="Lower">Its classes, over a memory plan that holds its workspace.</param>
internal sealed record KernelVariant(string Name, Workspace Workspace, Func<LoweringContext, ImmutableArray<KernelClass>> Lower)
{
    /// <summary>How it takes the weights of the layer.</summary>
    public WeightForm Weights { get; init; }

    /// <summary>Whether it computes the taps that were dropped, too.</summary>
    public bool IsDense { get; init; }

    /// <summary>Whether it is the layer's best compromise of instructions and bytes among the ways with tables.</summary>
    public bool IsCompromise { get; init; }

    /// <summary>Whether another way is faster and hardly larger.</summary>
    public bool IsDominated { get; init; }

    /// <summary>The layer behind, which this way computes as well: the layer itself then has no map of its own. Null for none.</summary>
    public Layer? Fuses { get; init; }

    /// <summary>Name of the layer that computes this one; null where it computes itself.</summary>
    public string? FusedInto { get; init; }

    /// <summary>
    /// What it has in common with its like: where one of a family is far from the best way, the others are not looked at. Null: it is
    /// always looked at.
    /// </summary>
    public string? Family { get; init; }
}

/// <summary>How code takes a layer's weights.</summary>
internal enum WeightForm
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>From an array, by an index that is computed for each.</summary>
    Loops,

    /// <summary>From an array, several in one round of a loop.</summary>
    Unrolled,

    /// <summary>From the compact storage, or from tables made for the way.</summary>
    Tables,

    /// <summary>They are literals of the code.</summary>
    Literals,

    /// <summary>They are literals of the code, each of which serves several values at once.</summary>
    Lanes,
}
