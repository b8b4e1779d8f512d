using Spectre.Console;
using Striate.Codegen;
using Striate.Platform;
using Striate.Verification;

namespace Striate.Cli.Presentation;

/// <summary>One network with one strategy in the output of <c>striate bench</c>.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Strategy">Name of the strategy.</param>
/// <param name="DenseMacs">Multiply-accumulates of one inference if every kernel were dense.</param>
/// <param name="Instructions">Mean IL instructions of one inference, counted by the emulator; null when the checker refused the
/// code.</param>
/// <param name="CostUnits">What they cost: host instructions of the interpreter, by opcode and operand; null when refused.</param>
/// <param name="InstructionsPerDenseMac">Instructions per dense multiply-accumulate.</param>
/// <param name="Goal">What the instructions should be at most; null where nothing is asked.</param>
/// <param name="PredictedInstructions">What the plan said before code was emitted; null for strategies that plan nothing.</param>
/// <param name="IlBytes">Bytes of IL.</param>
/// <param name="TableBytes">Bytes of constant tables.</param>
/// <param name="HeapBytes">Heap at its highest, all counted: maps, tables, frames, what the loader keeps of the assemblies; null when
/// refused.</param>
/// <param name="Assemblies">Assemblies of a deployment.</param>
/// <param name="EqualVectors">Inputs with equal logits, and layers where traced, on reference, desktop and emulator.</param>
/// <param name="Vectors">Inputs.</param>
/// <param name="FirstDifference">Where the first input differs; null when none does.</param>
/// <param name="Allocations">Objects that runs put on the heap.</param>
/// <param name="Refusal">What the checker found that does not work on a device; null when it found nothing.</param>
internal sealed record BenchRow(
    string Network,
    string Strategy,
    long DenseMacs,
    double? Instructions,
    double? CostUnits,
    double? InstructionsPerDenseMac,
    double? Goal,
    long? PredictedInstructions,
    int IlBytes,
    int TableBytes,
    long? HeapBytes,
    int Assemblies,
    int EqualVectors,
    int Vectors,
    string? FirstDifference,
    long Allocations,
    string? Refusal
)
{
    /// <summary>Whether every executor computed what the reference computes without allocating.</summary>
    public bool Passed() => Refusal is null && EqualVectors == Vectors && Allocations == 0;

    /// <summary>Whether the instructions are within the goal; null where there is none or nothing was counted.</summary>
    public bool? ReachesGoal() => Instructions is { } instructions && Goal is { } goal ? instructions <= goal : null;

    /// <summary>Code that was run.</summary>
    public static BenchRow Of(string network, string strategy, BuildResult build, VerificationReport report) =>
        Of(network, strategy, build, report.DenseMacs, report.Vectors) with
        {
            Instructions = Math.Round(report.Instructions.Mean, 1),
            CostUnits = Math.Round(report.CostUnits),
            InstructionsPerDenseMac = Math.Round(report.InstructionsPerDenseMac, 3),
            HeapBytes = build.Map.TotalBytes,
            EqualVectors = report.EqualLogits,
            FirstDifference = report.FirstDifference?.ToString(),
            Allocations = report.Allocations,
        };

    /// <summary>Code that no device would run.</summary>
    public static BenchRow Refused(
        string network,
        string strategy,
        BuildResult build,
        long denseMacs,
        int vectors,
        IReadOnlyList<Diagnostic> errors
    ) =>
        Of(network, strategy, build, denseMacs, vectors) with
        {
            Refusal = errors.Count == 1 ? errors[0].ToString() : $"{errors[0]} (and {errors.Count - 1} more)",
        };

    private static BenchRow Of(string network, string strategy, BuildResult build, long denseMacs, int vectors) =>
        new(
            network,
            strategy,
            denseMacs,
            Instructions: null,
            CostUnits: null,
            InstructionsPerDenseMac: null,
            Goal: null,
            build.Code.Plan?.Instructions,
            build.IlBytes,
            build.Code.TableBytes,
            HeapBytes: null,
            build.Assemblies.Length,
            EqualVectors: 0,
            vectors,
            FirstDifference: null,
            Allocations: 0,
            Refusal: null
        );

    public static void Draw(Screen screen, IReadOnlyList<BenchRow> rows)
    {
        var table = screen.Table(
            "network",
            "strategy",
            "instructions",
            "cost units",
            "per dense\nMAC",
            "goal",
            "pre-\ndicted",
            "bytes\nof IL",
            "bytes of\ntables",
            "bytes\nof heap",
            "assem-\nblies",
            "equal\nvectors"
        );
        foreach (var row in rows)
        {
            table.AddRow([.. row.Cells().Select(Markup.Escape)]);
        }

        screen.Write(table);
        foreach (var row in rows)
        {
            if ((row.Refusal ?? row.FirstDifference) is { } problem)
            {
                screen.Line($"{row.Network}, {row.Strategy}: {problem}");
            }
        }
    }

    /// <summary>The row as tables show it; blank where there is no figure.</summary>
    public string[] Cells() =>
        [
            Network,
            Strategy,
            Optional(Instructions),
            Optional(CostUnits),
            InstructionsPerDenseMac is { } perMac ? Format.Fixed(perMac, 3) : "",
            Optional(Goal),
            Optional(PredictedInstructions),
            Format.Count(IlBytes),
            Format.Count(TableBytes),
            Optional(HeapBytes),
            Format.Count(Assemblies),
            Refusal is null ? $"{EqualVectors} of {Vectors}" : "refused",
        ];

    private static string Optional(double? value) => value is { } figure ? Format.Count(figure) : "";
}
