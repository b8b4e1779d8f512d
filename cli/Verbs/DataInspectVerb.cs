using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.Cli.Verbs;

/// <summary>striate data inspect: what a training would learn from, and what is wrong with it.</summary>
internal static class DataInspectVerb
{
    public static Verb Create(Terminal terminal)
    {
        var place = new Argument<string?>("PATH")
        {
            Description = "A folder or file of your own data, or the folder of a data set; digits needs none.",
            DefaultValueFactory = _ => null,
        };
        var dataSet = new Option<string?>("--data-set")
        {
            Description = $"The data set, by default what is at PATH: {string.Join(", ", DataSetCatalog.Names)}.",
            HelpName = "NAME",
        };
        var reading = new DataReadingOptions();
        var sheet = new Option<string?>("--sheet")
        {
            Description =
                $"Also draw up to {SampleSheet.Columns} training samples of each class, a row for each of the first {SampleSheet.Rows}, in this picture.",
            HelpName = "FILE.png",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "inspect",
            "Reads data as a training would, and prints samples of each class and part, ranges of channels, and what is wrong or doubtful."
        )
        {
            Examples =
            [
                "striate data inspect recordings",
                "striate data inspect recordings --window 64 --sheet samples.png",
                "striate data inspect --data-set digits --json",
            ],
        };
        verb.Arguments.Add(place);
        foreach (var option in (Option[])[dataSet, .. reading.All, sheet, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        new DataSource(parsed.GetValue(dataSet), parsed.GetValue(place), reading.Of(parsed)),
                        parsed.GetValue(sheet)
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, DataSource source, string? sheet)
    {
        if (source is { Name: null, Path: null })
        {
            throw new StriateException(
                ErrorKind.Usage,
                "give the folder or file of the data, or --data-set NAME; see 'striate data inspect --help'"
            );
        }

        if (sheet is not null)
        {
            OutputFiles.RequirePicture("--sheet", sheet, ("the data", source.Path));
        }

        var (data, inspection) = source.Inspect();
        if (sheet is not null)
        {
            AtomicFile.Write(sheet, file => SampleSheet.Write(data, file));
        }

        var result = new
        {
            DataSet = data.Name,
            DataSetSha256 = data.Checksum,
            Kind = data.Kind?.ToString().ToLowerInvariant(),
            Shape = data.Input.Shape.ToString(),
            data.Notes,
            inspection.Classes,
            inspection.Channels,
            inspection.Repeated,
            inspection.Contradictory,
            inspection.Faults,
            Sheet = sheet,
            SheetClassesLeft = sheet is null ? (int?)null : SampleSheet.Left(data),
        };
        screen.Show(result, view => Draw(view, data, inspection, sheet));
        return ExitCode.Success;
    }

    private static string Figures(double value) => value.ToString("G5", System.Globalization.CultureInfo.InvariantCulture);

    private static void Draw(Screen view, DataSet data, DataInspection inspection, string? sheet)
    {
        const int MostChannels = 32;
        foreach (var note in data.Notes)
        {
            view.Line(note);
        }

        view.Line($"{data.Name}: samples of {data.Input.Shape}");
        var classes = view.Table("class", "to learn from", "for validation", "to test");
        foreach (var figures in inspection.Classes)
        {
            classes.AddRow(
                Markup.Escape(figures.Name),
                Format.Count(figures.Training),
                Format.Count(figures.Validation),
                Format.Count(figures.Test)
            );
        }

        view.Write(classes);
        var channels = view.Table("channel", "minimum", "maximum", "mean");
        foreach (var channel in inspection.Channels.Take(MostChannels))
        {
            channels.AddRow(Markup.Escape(channel.Name), Figures(channel.Minimum), Figures(channel.Maximum), Figures(channel.Mean));
        }

        view.Write(channels);
        if (inspection.Channels.Length > MostChannels)
        {
            view.Line($"{Format.Count(inspection.Channels.Length - MostChannels)} more channels are in --json");
        }

        view.Line($"{Format.Count(inspection.Repeated)} test samples are training samples, too");
        foreach (var fault in inspection.Faults)
        {
            view.Line("warning: " + fault);
        }

        if (sheet is not null)
        {
            var left = SampleSheet.Left(data);
            view.Line(
                left == 0
                    ? $"{sheet}: a row of samples for each class"
                    : $"{sheet}: a row of samples for each of the first {SampleSheet.Rows} classes; {Format.Count(left)} more are not shown"
            );
        }
    }
}
