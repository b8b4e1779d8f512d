using System.Collections.Immutable;
using Striate.Codegen.Lowering;
using Striate.Codegen.Lowering.General;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>
/// The ways to compute each layer kind. A way is a file in <c>codegen/Lowering</c> with <c>Candidates</c>, which says where
/// it applies, and the lowering to code trees, which also is its prediction. A strategy chooses among them.
/// </summary>
internal static class LayerCandidates
{
    /// <summary>All of them, for every strategy.</summary>
    /// <param name="context">The network, nothing of it planned.</param>
    /// <param name="layer">One of its layers.</param>
    public static ImmutableArray<Candidate> Of(LoweringContext context, Layer layer) => layer switch
    {
        _ when context.IsGeneral(layer) => [General(layer)],
        // Tables hold one constant per channel.
        Convolution { Requantisation.Split: not null } convolution => [.. LiteralConvolution.Candidates(convolution), .. LaneConvolution.Candidates(context, convolution), General(layer)],
        FullyConnected { Requantisation.Split: not null } connected => [.. LiteralFullyConnected.Candidates(connected), .. LaneFullyConnected.Candidates(context, connected), General(layer)],
        Convolution convolution => Of(context, convolution),
        FullyConnected connected =>
        [
            .. LiteralFullyConnected.Candidates(connected), .. LaneFullyConnected.Candidates(context, connected), .. TableFullyConnected.Candidates(context, connected),
            .. LoopedFullyConnected.Candidates(connected),
        ],
        MaxPooling pooling => [Only(planned => MaxPoolingEmission.Lower(planned, pooling))],
        AveragePooling pooling => [Only(planned => AveragePoolingEmission.Lower(planned, pooling))],
        Add add => [.. AddEmission.Candidates(context, add)],
        Concat concat => [Only(planned => ConcatEmission.Lower(planned, concat))],
        ScaleShift scaleShift => [Only(planned => ScaleShiftEmission.Lower(planned, scaleShift))],
        Flatten flatten => [Only(planned => FlattenEmission.Lower(planned, flatten))],
        _ => throw new ArgumentException($"layer '{layer.Name}': the generator has no layer kind {layer.GetType().Name}"),
    };

    /// <summary>Those of a layer that a strategy may choose from; at least one.</summary>
    public static ImmutableArray<Candidate> Of(LoweringContext context, Layer layer, Strategy strategy) =>
        [.. Of(context, layer).Where(StrategyFilter.Of(strategy))];

    private static ImmutableArray<Candidate> Of(LoweringContext context, Convolution layer)
    {
        // Tables: positions in lanes where there are few of them, else sweeps, else one value after the other.
        var (sweeps, gathered) = (SweepPlans.Candidates(context, layer).ToList(), GatheredConvolution.Candidates(context, layer).ToList());
        var valueByValue = TableConvolution.CandidateOf(context, layer);
        ImmutableArray<Candidate> tables =
        [
            .. sweeps.Select(sweep => sweep with { IsCompromise = sweep.IsCompromise && gathered.Count == 0 }), .. gathered,
            valueByValue with { IsCompromise = gathered.Count == 0 && !sweeps.Exists(sweep => sweep.IsCompromise) },
        ];
        return [.. LiteralConvolution.Candidates(layer), .. LaneConvolution.Candidates(context, layer), .. tables, .. DenseConvolution.Candidates(layer)];
    }

    private static Candidate General(Layer layer) => new("any arithmetic, value by value", Workspace.None, planned => GeneralLowering.Lower(planned, planned.OverDistances(layer)));

    private static Candidate Only(Func<LoweringContext, KernelClass> lower) => new("value by value", Workspace.None, planned => [lower(planned)]);
}
