using System.Collections.Immutable;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>What a method takes, and what its caller passes for it: arrays that have the same name in both.</summary>
/// <param name="Parameters">As C# has them.</param>
/// <param name="Arguments">Their names.</param>
internal sealed record Signature(ImmutableArray<string> Parameters, ImmutableArray<Code> Arguments)
{
    /// <summary>That of a layer's Run: the arena, the accumulators or packed rows that it uses, and the logits where it writes them.</summary>
    public static Signature Of(OutputAccess output, bool accumulators = false, bool rows = false)
    {
        (string Type, string Name)[] arrays =
        [
            ("byte[]", "a"), .. accumulators ? [("int[]", "acc")] : Array.Empty<(string, string)>(), .. rows ? [("long[]", "r")] : Array.Empty<(string, string)>(),
            .. output.IsLogits ? [("int[]", output.Array)] : Array.Empty<(string, string)>(),
        ];
        return new Signature([.. arrays.Select(array => $"{array.Type} {array.Name}")], [.. arrays.Select(array => (Code)array.Name)]);
    }
}
