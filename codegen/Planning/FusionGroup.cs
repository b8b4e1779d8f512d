using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;

namespace Striate.Codegen.Planning;

/// <summary>
/// Ways for the layers of a stage, which are chosen together: a convolution and the residual addition or max pooling that it
/// may compute, or one layer alone.
/// </summary>
/// <param name="Parts">A choice for each layer of the stage.</param>
internal sealed record FusionGroup(ImmutableArray<CostedVariant> Parts)
{
    /// <summary>Predicted, weighted as the emulator weighs instructions.</summary>
    public long CostUnits { get; } = Parts.Sum(part => part.Cost.CostUnits);

    /// <summary>Bytes of IL.</summary>
    public long IlBytes { get; } = Parts.Sum(part => part.Cost.IlBytes);

    /// <summary>Bytes of flash.</summary>
    public long FlashBytes { get; } = Parts.Sum(part => part.Cost.FlashBytes);

    /// <summary>Heap besides the maps that it shares with other stages.</summary>
    public long ScratchBytes { get; } = Parts.Max(part => part.WorkspaceBytes);

    /// <summary>Heap of its tables, those of products included.</summary>
    public long TableHeapBytes { get; } = Parts.Sum(part => part.TableHeapBytes + part.ProductHeapBytes);

    /// <summary>The stages of a network, each with its choices, cheapest first.</summary>
    /// <param name="layers">The choices of every layer.</param>
    /// <param name="names">Names of the layers.</param>
    public static IEnumerable<ImmutableArray<FusionGroup>> StagesOf(
        ImmutableArray<ImmutableArray<CostedVariant>> layers,
        IReadOnlyList<string> names
    )
    {
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var computed = CostedVariant.Of(
                new KernelVariant($"computed with '{names[layer]}'", Workspace.None, _ => []) { FusedInto = names[layer] },
                []
            );
            var isPair = layers[layer].Any(choice => choice.KernelVariant.Fuses is not null);
            var choices = layers[layer]
                .SelectMany(choice =>
                    !isPair ? [new FusionGroup([choice])]
                    : choice.KernelVariant.Fuses is not null ? [new FusionGroup([choice, computed])]
                    : layers[layer + 1].Select(next => new FusionGroup([choice, next]))
                );
            yield return
            [
                .. choices.OrderBy(choice => choice.CostUnits).ThenBy(choice => choice.ScratchBytes).ThenBy(choice => choice.FlashBytes),
            ];
            layer += isPair ? 1 : 0;
        }
    }
}
