using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Lowering.General;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>
/// The ways to compute each layer kind. A way is a file in <c>codegen/Lowering</c> with <c>Variants</c>, which says where
/// it applies, and the lowering to code trees, which also is its prediction. A strategy chooses among them.
/// </summary>
internal static class LayerVariants
{
    /// <summary>All of them, for every strategy.</summary>
    /// <param name="context">The network, nothing of it planned.</param>
    /// <param name="layer">One of its layers.</param>
    public static ImmutableArray<KernelVariant> Of(LoweringContext context, Layer layer) =>
        context.IsGeneral(layer)
            ? [General(layer)]
            : layer.Match<ImmutableArray<KernelVariant>>(
                convolution => Of(context, convolution),
                connected => Of(context, connected),
                maxPooling => [Only(planned => MaxPoolingEmission.Lower(planned, maxPooling))],
                averagePooling => [Only(planned => AveragePoolingEmission.Lower(planned, averagePooling))],
                add => [.. AddEmission.Variants(context, add)],
                multiply => [General(multiply)],
                concat => [Only(planned => ConcatEmission.Lower(planned, concat))],
                scaleShift => [Only(planned => ScaleShiftEmission.Lower(planned, scaleShift))],
                flatten => [Only(planned => FlattenEmission.Lower(planned, flatten))],
                constant => [General(constant)],
                lookUp => [General(lookUp)],
                softmax => [General(softmax)],
                history => [Only(planned => HistoryEmission.Lower(planned, history))]
            );

    /// <summary>Those of a layer that a strategy may choose from; at least one.</summary>
    public static ImmutableArray<KernelVariant> Of(LoweringContext context, Layer layer, Strategy strategy) =>
        [.. Of(context, layer).Where(StrategyFilter.Of(strategy))];

    private static ImmutableArray<KernelVariant> Of(LoweringContext context, FullyConnected layer)
    {
        KernelVariant[] literals = [.. LiteralFullyConnected.Variants(layer), .. LaneFullyConnected.Variants(context, layer)];
        return HasOneConstant(layer.Requantisation)
            ? [.. literals, .. TableFullyConnected.Variants(context, layer), .. LoopedFullyConnected.Variants(layer)]
            : [.. literals, General(layer)];
    }

    private static ImmutableArray<KernelVariant> Of(LoweringContext context, Convolution layer)
    {
        if (!HasOneConstant(layer.Requantisation))
        {
            return [.. LiteralConvolution.Variants(layer), .. LaneConvolution.Variants(context, layer), General(layer)];
        }

        // Tables: positions in lanes where there are few of them, else sweeps, else one value after the other.
        var (sweeps, gathered) = (SweepPlans.Variants(context, layer).ToList(), GatheredConvolution.Variants(context, layer).ToList());
        var valueByValue = TableConvolution.VariantOf(context, layer);
        ImmutableArray<KernelVariant> tables =
        [
            .. sweeps.Select(sweep => sweep with { IsCompromise = sweep.IsCompromise && gathered.Count == 0 }),
            .. gathered,
            valueByValue with
            {
                IsCompromise = gathered.Count == 0 && !sweeps.Exists(sweep => sweep.IsCompromise),
            },
        ];
        return
        [
            .. LiteralConvolution.Variants(layer),
            .. LaneConvolution.Variants(context, layer),
            .. tables,
            .. DenseConvolution.Variants(layer),
        ];
    }

    // Tables hold one constant per channel.
    private static bool HasOneConstant(Requantisation? requantisation) => requantisation?.Split is null;

    private static KernelVariant General(Layer layer) =>
        new("any arithmetic, value by value", Workspace.None, planned => GeneralLowering.Lower(planned, planned.OverDistances(layer)));

    private static KernelVariant Only(Func<LoweringContext, KernelClass> lower) =>
        new("value by value", Workspace.None, planned => [lower(planned)]);
}
