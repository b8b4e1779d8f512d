using System.Collections.Immutable;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>One way to compute a layer. What it costs is read off the code trees that it lowers to; no text is made for that.</summary>
/// <param name="Name">As reports call it.</param>
/// <param name="Workspace">What it needs of the working memory.</param>
/// <param name="Lower">Its classes, over a memory plan that holds its workspace.</param>
internal sealed record Candidate(string Name, Workspace Workspace, Func<EmissionContext, ImmutableArray<KernelClass>> Lower)
{
    /// <summary>What it has in common with its like: where one of a family is far from the best way, the others are not looked at. Null: it is always looked at.</summary>
    public string? Family { get; init; }
}
