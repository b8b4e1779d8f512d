using System.Globalization;
using System.Text;

namespace Striate.Cli.Presentation;

/// <summary>The page of instruction counts, docs/speed.md, as <c>striate bench --update</c> writes it.</summary>
internal static class SpeedPage
{
    // What every such page begins with, also one of another version.
    private const string Mark = "# Speed\n\nWritten by `striate bench --update ";

    private const string Head = """
        # Speed

        Written by `striate bench --update docs/speed.md`; with `--network` or `--strategy` only those rows are measured and replaced.

        IL instructions of one inference, counted by the emulator, of networks with random, realistic weights (`tools/zoo/`: segments
        keep 31 % of the weights of every 3x3 convolution but the first) and of the trained networks of `examples`. A row
        computes what the integer reference computes, layer by layer, on desktop .NET and in the emulator, for so many inputs as it
        says.

        - `naive` is dense code as one would write it first, `unrolled` is good hand-written dense code, `table` reads segments from
          constant tables, `planned` is what the planner chooses, `planned-64k` what it chooses for 64 KB of flash on a board without
          PSRAM ([targets and budgets](targets.md)).
        - `-m1`: every multiplier of a requantisation is 1, so that it is a shift. Without it multipliers have up to 8 bits.
        - `cost units`: host instructions of the interpreter that the IL instructions take, by opcode and operand ([the table](limits.md#instruction-costs)).
          The planner looks for fewest of these.
        - `goal`: instructions that this project wants the code to need at most. `predicted`: what the planner says before code is emitted.
        - `bytes of heap`: all that is taken at the highest: maps, tables, frames and what the loader keeps of the assemblies, as the
          memory map of `striate report` lists it.
        - A row without instructions was refused by the checker of platform limits; why stands below the table.


        """;

    private const string Tail = """

        `dotnet run -c Release --project tools/benchmarks -- networks --out FOLDER` writes the networks as packages.
        `dotnet run -c Release --project tools/benchmarks -- planner [NETWORK] [--max-flash BYTES]` prints how long the planner searches.

        """;

    private static readonly string[] s_columns =
    [
        "network",
        "strategy",
        "instructions",
        "cost units",
        "per dense MAC",
        "goal",
        "predicted",
        "bytes of IL",
        "bytes of tables",
        "bytes of heap",
        "assemblies",
        "equal vectors",
        "goal reached",
    ];

    /// <summary>The page as it is; empty where there is none yet.</summary>
    /// <exception cref="StriateException">The file is something else, which an update would replace.</exception>
    public static string Read(string path)
    {
        var text = File.Exists(path) ? File.ReadAllText(path) : "";
        return text.Length == 0 || text.ReplaceLineEndings("\n").StartsWith(Mark, StringComparison.Ordinal)
            ? text
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: exists and was not written by 'striate bench --update'; name another file"
            );
    }

    /// <summary>The page with new rows.</summary>
    /// <param name="rows">What was measured.</param>
    /// <param name="previous">The page as it is; rows and notes of what was not measured stay. Empty for none.</param>
    /// <param name="order">Names of networks in the order in which they stand; others follow by name.</param>
    public static string Of(IReadOnlyList<BenchRow> rows, string previous, IReadOnlyList<string> order)
    {
        var measured = rows.Select(row => (row.Network, row.Strategy)).ToHashSet();
        var old = previous.Split('\n').Select(line => line.TrimEnd()).ToArray();
        var lines = old.Where(line => NetworkOfRow(line) is { } network && !measured.Contains((network, StrategyOfRow(line))))
            .Concat(rows.Select(Row));
        var notes = old.Where(line => OfNote(line) is { } note && !measured.Contains(note)).Concat(rows.SelectMany(Notes));
        string[] strategies = [.. BenchWay.Names];
        var text = new StringBuilder(Head.ReplaceLineEndings("\n"));
        text.Append(Line(s_columns)).Append('\n').Append("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n");
        foreach (
            var line in lines
                .OrderBy(line => Rank(NetworkOfRow(line)!, order))
                .ThenBy(line => NetworkOfRow(line), StringComparer.Ordinal)
                .ThenBy(line => Rank(StrategyOfRow(line), strategies))
        )
        {
            text.Append(line).Append('\n');
        }

        foreach (var note in notes.OrderBy(note => Rank(OfNote(note)!.Value.Network, order)))
        {
            text.Append('\n').Append(note).Append('\n');
        }

        return text.Append(Tail.ReplaceLineEndings("\n")).ToString();
    }

    private static string Row(BenchRow row) =>
        Line([
            .. row.Cells(),
            row.ReachesGoal() switch
            {
                true => "yes",
                false => "no",
                null => "",
            },
        ]);

    private static IEnumerable<string> Notes(BenchRow row) =>
        (row.Refusal ?? row.FirstDifference) is { } problem
            ? [string.Create(CultureInfo.InvariantCulture, $"* {row.Network}, {row.Strategy}: {problem}")]
            : [];

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    // Rows with other columns are of an older page.
    private static string? NetworkOfRow(string line) =>
        line.Split('|', StringSplitOptions.TrimEntries) is ["", var network, .. var cells, ""]
        && cells.Length == s_columns.Length - 1
        && network != s_columns[0]
        && !network.StartsWith("---", StringComparison.Ordinal)
            ? network
            : null;

    private static string StrategyOfRow(string line) => line.Split('|', StringSplitOptions.TrimEntries)[2];

    // Null for bullets of another form, which are nobody's notes.
    private static (string Network, string Strategy)? OfNote(string line) =>
        line.StartsWith("* ", StringComparison.Ordinal)
        && line[2..].Split(':')[0].Split(',', StringSplitOptions.TrimEntries) is [var network, var strategy]
            ? (network, strategy)
            : null;

    private static int Rank(string network, IReadOnlyList<string> order)
    {
        for (var index = 0; index < order.Count; index++)
        {
            if (order[index] == network)
            {
                return index;
            }
        }

        return order.Count;
    }
}
