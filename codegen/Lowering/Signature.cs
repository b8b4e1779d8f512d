using System.Collections.Immutable;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>What a method takes, and what its caller passes for it: arrays that have the same name in both.</summary>
/// <param name="Parameters">The arrays.</param>
/// <param name="Arguments">Their names.</param>
internal sealed record Signature(ImmutableArray<Parameter> Parameters, ImmutableArray<Code> Arguments)
{
    /// <summary>
    /// That of a layer's Run: the arena, the accumulators or packed rows that it uses, and the logits where it writes them.
    /// </summary>
    public static Signature Of(OutputAccess output, bool accumulators = false, bool rows = false)
    {
        ImmutableArray<Parameter> arrays =
        [
            new("byte[]", "a"),
            .. accumulators ? [new("int[]", "acc")] : Array.Empty<Parameter>(),
            .. rows ? [new("long[]", "r")] : Array.Empty<Parameter>(),
            .. output.IsLogits ? [new("int[]", output.Array)] : Array.Empty<Parameter>(),
        ];
        return new Signature(arrays, [.. arrays.Select(array => (Code)array.Name)]);
    }
}
