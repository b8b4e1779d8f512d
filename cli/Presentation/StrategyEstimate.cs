using Striate.Emulator.Reporting;

namespace Striate.Cli.Presentation;

/// <summary>The cost of a strategy by layer, and the time on a board that follows from it.</summary>
internal sealed record StrategyEstimate(string Strategy, string Target, IReadOnlyList<LayerCost> Layers, LayerCost Total, string Assumption)
{
    public static StrategyEstimate Of(StrategyRow row, Estimates estimates) =>
        new(
            row.Strategy,
            estimates.Target.Name,
            [.. row.Report.Layers.Select(layer => LayerCost.Of(layer, estimates))],
            LayerCost.Of("total", row.Report.Instructions.Mean, row.Report.CostUnits, estimates),
            estimates.Of(0, 0).Assumption
        );

    public void Draw(Screen screen) => LayerCost.Draw(screen, $"{Strategy} on {Target}", Layers, Total, Assumption);
}
