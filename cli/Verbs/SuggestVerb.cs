using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Zoo.Chains;

namespace Striate.Cli.Verbs;

/// <summary>striate suggest: a network for data that a board holds, before any training.</summary>
internal static class SuggestVerb
{
    private const string Extension = ".network";
    private const int UsualMilliseconds = 500;

    public static Verb Create(Terminal terminal)
    {
        var place = new Argument<string?>("DATA")
        {
            Description = "A folder or file of your own data, or the folder of a data set; digits needs none.",
            DefaultValueFactory = _ => null,
        };
        var dataSet = new Option<string?>("--data-set")
        {
            Description = $"The data set, by default what is at DATA: {string.Join(", ", DataSetCatalog.Names)}.",
            HelpName = "NAME",
        };
        var reading = new DataReadingOptions(isLearning: true);
        var budgets = new BudgetOptions(isTargetGiven: true);
        var time = CommonOptions.Integer(
            "--milliseconds",
            "Time that an inference may take on the board, by the lower of its assumed speeds",
            UsualMilliseconds,
            1,
            1_000_000
        );
        var output = new Option<string?>("--out")
        {
            Description = "Also write the proposed network to this file, for 'striate train --network'.",
            HelpName = "FILE.network",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Replace a file that is there even if it is not a network proposed for these data.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "suggest",
            "Plans networks of several sizes for data and a board, before any training, and proposes the largest that fits its flash, heap and time."
        )
        {
            Examples =
            [
                "striate suggest recordings --target esp32",
                "striate suggest recordings --target esp32-s3 --milliseconds 50 --out my.network",
            ],
        };
        verb.Arguments.Add(place);
        verb.Options.Add(dataSet);
        foreach (var option in (Option[])[.. reading.All, time, output, force])
        {
            verb.Options.Add(option);
        }

        budgets.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        new DataSource(parsed.GetValue(dataSet), parsed.GetValue(place), reading.Of(parsed)),
                        reading.Given(parsed),
                        budgets.AddTo(new GeneratorOptions(), parsed),
                        parsed.GetValue(time),
                        parsed.GetValue(output),
                        parsed.GetValue(force),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        DataSource source,
        ImmutableArray<string> reading,
        GeneratorOptions options,
        int milliseconds,
        string? output,
        bool isForced,
        CancellationToken cancellation
    )
    {
        if (output is not null)
        {
            OutputFiles.RequireWritable("--out", output);
            if (!output.EndsWith(Extension, StringComparison.Ordinal))
            {
                throw new StriateException(ErrorKind.Usage, $"--out '{output}': a network's file ends in {Extension}");
            }
        }

        if (source is { Name: null, Path: null })
        {
            throw new StriateException(
                ErrorKind.Usage,
                "give the folder or file of the data, or --data-set NAME; see 'striate suggest --help'"
            );
        }

        var data = source.Load("");
        var proposals = Proposals.For(data.Input.Shape, data.Labels.Length);
        if (output is not null && !isForced)
        {
            RequireReplaceable(output, proposals);
        }

        var rows = screen.Run(
            "planning",
            proposals.Length,
            bar =>
                proposals
                    .Select(
                        (proposal, number) =>
                        {
                            bar.Report((number, $"planning {proposal.Name}, {number + 1} of {proposals.Length}"));
                            return Row(proposal, data, options, milliseconds, cancellation);
                        }
                    )
                    .ToArray()
        );
        var chosen = rows.FirstOrDefault(row => row.Fits);
        if (chosen is not null && output is not null)
        {
            AtomicFile.Write(output, file => file.Write(Encoding.UTF8.GetBytes(chosen.Text)));
        }

        var remedy = chosen is null ? SuggestAdvice.Remedy(data.Input.Shape, options, rows[^1].Name, rows[^1].Exceeded) : null;
        var train = chosen is null || output is null ? null : SuggestAdvice.TrainCommand(output, source, reading);
        var result = new
        {
            DataSet = data.Name,
            Shape = data.Input.Shape.ToString(),
            Classes = data.Labels.Length,
            Target = options.Target!.Name,
            Milliseconds = milliseconds,
            Networks = rows,
            Proposed = chosen?.Name,
            chosen?.Text,
            Out = chosen is null ? null : output,
            Remedy = remedy,
            Train = train,
        };
        screen.Show(
            result,
            view =>
            {
                Draw(view, data, rows, options, milliseconds);
                if (chosen is null)
                {
                    view.Line("none of them fits; " + remedy);
                    return;
                }

                Draw(view, chosen);
                if (train is null)
                {
                    view.Line($"--out {chosen.Name}{Extension} writes it");
                    return;
                }

                view.Line($"{output} is written; this trains it:");
                view.Verbatim("    " + train);
            }
        );
        return chosen is null ? ExitCode.CheckFailed : ExitCode.Success;
    }

    // What suggest wrote is written again; what a person changed is not lost.
    private static void RequireReplaceable(string output, ImmutableArray<ChainNetwork> proposals)
    {
        var longest = proposals.Max(proposal => proposal.Text.Length);
        if (
            File.Exists(output)
            && (
                new FileInfo(output).Length > longest
                || File.ReadAllText(output) is var text && proposals.All(proposal => proposal.Text != text)
            )
        )
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"--out '{output}' is not a network proposed for these data, or was changed since; name another file, or replace it with --force"
            );
        }
    }

    private static Suggestion Row(
        ChainNetwork proposal,
        DataSet data,
        GeneratorOptions options,
        int milliseconds,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        var network = proposal.Make(data.Input);
        var plan = Generator.Plan(network, options, data.Contract);
        var (least, most) = options.Target!.Milliseconds(plan.Instructions, plan.CostUnits);
        var budgets = options.Budgets;
        ImmutableArray<string> exceeded =
        [
            .. new[]
            {
                ("flash", plan.FlashBytes > budgets.Flash),
                ("heap", plan.HeapBytes > budgets.Heap),
                ("IL", plan.IlBytes > budgets.Il),
                ("time", most > milliseconds),
            }
                .Where(limit => limit.Item2)
                .Select(limit => limit.Item1),
        ];
        return new Suggestion(
            proposal.Name,
            NetworkFigures.Of(network).DenseMacs,
            plan.Instructions,
            plan.CostUnits,
            Math.Round(least, 1),
            Math.Round(most, 1),
            plan.HeapBytes,
            plan.FlashBytes,
            proposal.Text
        )
        {
            Exceeded = exceeded,
        };
    }

    private static void Draw(Screen view, DataSet data, Suggestion[] rows, GeneratorOptions options, int milliseconds)
    {
        view.Line(
            $"{data.Name}: {data.Input.Shape}, {data.Labels.Length} classes; {options.Target!.Name}, at most {Format.Count(milliseconds)} ms; segments at 31 % of the weights, 8 bits"
        );
        var table = view.Table("network", "MACs, dense", "instructions", "cost units", "milliseconds", "heap", "flash", "too large");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Name),
                Format.Count(row.DenseMacs),
                Format.Count(row.Instructions),
                Format.Count(row.CostUnits),
                $"{Format.Short(row.Least)}..{Format.Short(row.Most)}",
                Format.Count(row.HeapBytes),
                Format.Count(row.FlashBytes),
                row.TooLarge ?? ""
            );
        }

        view.Write(table);
        view.Line($"times are estimates: {options.Target.Assumption}");
    }

    private static void Draw(Screen view, Suggestion chosen)
    {
        view.Line($"proposed: {chosen.Name}");
        foreach (var line in chosen.Text.TrimEnd().Split('\n'))
        {
            view.Verbatim("    " + line);
        }
    }

    /// <summary>A network and what it is planned to take.</summary>
    private sealed record Suggestion(
        string Name,
        long DenseMacs,
        long Instructions,
        long CostUnits,
        double Least,
        double Most,
        long HeapBytes,
        [property: JsonPropertyName("codeBytes")] long FlashBytes,
        string Text
    )
    {
        /// <summary>Limits that it does not keep.</summary>
        public required ImmutableArray<string> Exceeded { get; init; }

        public bool Fits => Exceeded.IsEmpty;

        public string? TooLarge => Fits ? null : Exceeded[0];
    }
}
