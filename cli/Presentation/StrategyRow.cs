using System.Text.Json.Serialization;
using Spectre.Console;
using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.Verification;

namespace Striate.Cli.Presentation;

/// <summary>One strategy in tables and JSON.</summary>
internal sealed record StrategyRow(
    string Strategy,
    int Vectors,
    int EqualLogits,
    int TracedVectors,
    IReadOnlyList<int> DifferentVectors,
    string? FirstDifference,
    long Allocations,
    double Instructions,
    long MinimumInstructions,
    long MaximumInstructions,
    double InstructionsPerDenseMac,
    int IlBytes,
    int TableBytes,
    long HeapBytes,
    IReadOnlyList<LayerInstructions> Layers
)
{
    /// <summary>Everything that was found out.</summary>
    [JsonIgnore]
    public VerificationReport Report { get; private init; } = null!;

    public static StrategyRow Of(Strategy strategy, VerificationReport report) =>
        new(
            CommonOptions.NameOf(strategy),
            report.Vectors,
            report.EqualLogits,
            report.TracedVectors,
            report.Different,
            report.FirstDifference?.ToString(),
            report.Allocations,
            Math.Round(report.Instructions.Mean, 1),
            report.Instructions.Minimum,
            report.Instructions.Maximum,
            Math.Round(report.InstructionsPerDenseMac, 3),
            report.IlBytes,
            report.TableBytes,
            report.HeapBytes,
            [.. report.Layers.Select(layer => layer with { Mean = Math.Round(layer.Mean, 1), CostUnits = Math.Round(layer.CostUnits, 1) })]
        )
        {
            Report = report,
        };

    public static void Draw(Screen screen, IReadOnlyList<StrategyRow> rows)
    {
        var table = screen.Table(
            "strategy",
            "instructions",
            "per dense\nMAC",
            "bytes\nof IL",
            "bytes of\ntables",
            "bytes of\nobjects",
            "equal\nlogits"
        );
        foreach (var row in rows)
        {
            table.AddRow(
                row.Strategy,
                Format.Count(row.Instructions),
                Format.Fixed(row.InstructionsPerDenseMac, 2),
                Format.Count(row.IlBytes),
                Format.Count(row.TableBytes),
                Format.Count(row.HeapBytes),
                $"{row.EqualLogits} of {row.Vectors}"
            );
        }

        screen.Write(table);
        screen.Line($"{Format.Count(rows.Sum(row => row.Allocations))} allocations in Run");
        foreach (var row in rows.Where(row => row.FirstDifference is not null))
        {
            screen.Line($"{row.Strategy}: first difference: {row.FirstDifference}");
        }
    }
}
