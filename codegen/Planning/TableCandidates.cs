using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Model.Graph.Layers;

namespace Striate.Codegen.Planning;

/// <summary>The ways that take weights from the compact storage or from tables instead of literals: slower, with much less code.</summary>
internal static class TableCandidates
{
    /// <summary>None for layers without weights.</summary>
    public static IEnumerable<Candidate> Of(NetworkFacts facts, Layer layer) => layer switch
    {
        Convolution convolution => [.. Sweeps(facts, convolution), .. GatheredConvolution.Candidates(facts, convolution), ValueByValue(facts, convolution)],
        FullyConnected fullyConnected =>
            [.. TableFullyConnected.Candidates(facts, fullyConnected), new Candidate("table of weights, value by value", Workspace.None, context => [FullyConnectedEmission.ByTable(context, fullyConnected)])],
        _ => [],
    };

    private static IEnumerable<Candidate> Sweeps(NetworkFacts facts, Convolution layer) =>
        from plan in SweepPlanner.Best(facts, layer)
        from sum in FusedAdd.Of(facts, layer) is { } fused && SweepConvolution.CanAdd(plan) ? [null, fused] : new FusedAdd?[] { null }
        select Sweep(layer, plan, sum);

    private static Candidate Sweep(Convolution layer, SweepPlan plan, FusedAdd? sum) => new(
        FormattableString.Invariant(
            $"sweeps in {plan.Lanes} lanes{(plan.Transposed ? " of columns" : "")}, {(plan.Uniform ? "" : "up to ")}{plan.Group} taps, {plan.Tile} of {plan.Band} rows packed{(plan.Storage == SweepStorage.Table ? ", weights in a table" : "")}{(sum is null ? "" : $", with '{sum.Layer.Name}'")}"),
        SweepConvolution.WorkspaceOf(layer, plan, sum),
        context => SweepConvolution.Lower(context, layer, plan, sum));

    private static Candidate ValueByValue(NetworkFacts facts, Convolution layer) => new(
        "tables, value by value",
        new Workspace(Accumulators: MemoryPlanner.AccumulatorsOf(facts.Network, layer), Clamps: []),
        context => [ConvolutionEmission.ByTable(context, layer)]);
}
