using System.CommandLine;
using System.Text;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets;
using Striate.Model.Packaging;
using Striate.Verification;
using Striate.Zoo.Chains;

namespace Striate.Cli.Verbs;

/// <summary>striate suggest: a network for data that a board holds, before any training.</summary>
internal static class SuggestVerb
{
    private const string Extension = ".network";
    private const int UsualMilliseconds = 500;

    public static Verb Create(Terminal terminal)
    {
        var place = new Argument<string?>("DATA") { Description = "A folder or file of your own data, or the folder of a data set; digits needs none.", DefaultValueFactory = _ => null };
        var dataSet = new Option<string?>("--data-set") { Description = $"The data set, by default what is at DATA: {string.Join(", ", DataSetCatalog.Names)}.", HelpName = "NAME" };
        var reading = new DataReadingOptions();
        var budgets = new BudgetOptions(isTargetGiven: true);
        var time = CommonOptions.Integer("--milliseconds", "Time that an inference may take on the board, by the lower of its assumed speeds", UsualMilliseconds, 1, 1_000_000);
        var output = new Option<string?>("--out") { Description = "Also write the proposed network to this file, for 'striate train --network'.", HelpName = "FILE.network" };
        var json = CommonOptions.Json();
        var verb = new Verb("suggest", "Plans networks of several sizes for data and a board, before any training, and proposes the largest that fits its flash, heap and time.")
        {
            Examples = ["striate suggest recordings --target esp32", "striate suggest recordings --target esp32-s3 --milliseconds 50 --out my.network"],
        };
        verb.Arguments.Add(place);
        verb.Options.Add(dataSet);
        foreach (var option in (Option[])[.. reading.All, time, output])
        {
            verb.Options.Add(option);
        }

        budgets.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)), new DataSource(parsed.GetValue(dataSet), parsed.GetValue(place), reading.Of(parsed)),
            budgets.AddTo(new GeneratorOptions(), parsed), parsed.GetValue(time), parsed.GetValue(output), cancellation)));
        return verb;
    }

    private static int Run(Screen screen, DataSource source, GeneratorOptions options, int milliseconds, string? output, CancellationToken cancellation)
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
            throw new StriateException(ErrorKind.Usage, "give the folder or file of the data, or --data-set NAME; see 'striate suggest --help'");
        }

        var data = source.Load("");
        var proposals = Proposals.For(data.Input.Shape, data.Labels.Length);
        var rows = screen.Run("planning", proposals.Length, bar => proposals.Select((proposal, number) =>
        {
            bar.Report((number, $"planning {proposal.Name}, {number + 1} of {proposals.Length}"));
            return Row(proposal, data, options, milliseconds, cancellation);
        }).ToArray());
        var chosen = rows.FirstOrDefault(row => row.Fits);
        if (chosen is not null && output is not null)
        {
            AtomicFile.Write(output, file => file.Write(Encoding.UTF8.GetBytes(chosen.Text)));
        }

        screen.Show(new { DataSet = data.Name, Shape = data.Input.Shape.ToString(), Classes = data.Labels.Length, Target = options.Target!.Name, Milliseconds = milliseconds, Networks = rows, Proposed = chosen?.Name, Text = chosen?.Text, Out = chosen is null ? null : output }, view => Draw(view, data, rows, chosen, options, milliseconds, output));
        return chosen is null ? ExitCode.CheckFailed : ExitCode.Success;
    }

    private static Suggestion Row(ChainNetwork proposal, DataSet data, GeneratorOptions options, int milliseconds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var network = proposal.Make(data.Input);
        var (plan, speed) = (Generator.Plan(network, options), options.Target!.MicrosecondsPerInstruction);
        var (least, most) = (plan.Instructions * speed.Low / 1000, plan.Instructions * speed.High / 1000);
        var budgets = options.Budgets;
        var reason = plan.CodeBytes > budgets.Code ? "flash" : plan.HeapBytes > budgets.Heap ? "heap" : plan.IlBytes > budgets.Il ? "IL" : most > milliseconds ? "time" : null;
        return new Suggestion(
            proposal.Name, NetworkFigures.Of(network).DenseMacs, plan.Instructions, Math.Round(least, 1), Math.Round(most, 1), plan.HeapBytes, plan.CodeBytes, reason is null, reason, proposal.Text);
    }

    private static void Draw(Screen view, DataSet data, Suggestion[] rows, Suggestion? chosen, GeneratorOptions options, int milliseconds, string? output)
    {
        view.Line($"{data.Name}: {data.Input.Shape}, {data.Labels.Length} classes; {options.Target!.Name}, at most {Format.Count(milliseconds)} ms; segments at 31 % of the weights, 8 bits");
        var table = view.Table("network", "MACs, dense", "instructions", "milliseconds", "heap", "flash", "too large");
        foreach (var row in rows)
        {
            table.AddRow(
                Markup.Escape(row.Name), Format.Count(row.DenseMacs), Format.Count(row.Instructions), $"{Format.Short(row.Least)}..{Format.Short(row.Most)}", Format.Count(row.HeapBytes),
                Format.Count(row.CodeBytes), row.TooLarge ?? "");
        }

        view.Write(table);
        view.Line($"times are estimates: {options.Target.Assumption}");
        if (chosen is null)
        {
            view.Line("none of them fits: take a larger board, a shorter window, smaller images, or more --milliseconds");
            return;
        }

        view.Line($"proposed: {chosen.Name}");
        foreach (var line in chosen.Text.TrimEnd().Split('\n'))
        {
            view.Verbatim("    " + line);
        }

        view.Line(output is null ? $"--out {chosen.Name}.network writes it" : $"{output} is written; striate train --network {output} --data ... trains it");
    }

    /// <summary>A network and what it is planned to take.</summary>
    private sealed record Suggestion(
        string Name, long DenseMacs, long Instructions, double Least, double Most, long HeapBytes, long CodeBytes, bool Fits, string? TooLarge, string Text);
}
