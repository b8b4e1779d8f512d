using System.Collections.Immutable;

namespace Striate.Import;

/// <summary>The user's choices.</summary>
/// <param name="Name">Name of the network; null: the file's.</param>
/// <param name="Labels">Names of the classes; empty: none.</param>
/// <param name="DropSoftmax">Leaves out a closing softmax: the order of the classes stays, but for ties.</param>
public sealed record ImportOptions(string? Name, ImmutableArray<string> Labels, bool DropSoftmax)
{
    /// <summary>Everything as the file has it.</summary>
    public static readonly ImportOptions Default = new(null, [], false);
}
