using System.CommandLine;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Watching;
using Striate.Cli.Presentation;
using Striate.DataSets.Reading;

namespace Striate.Cli.Verbs;

/// <summary>striate board record: a sensor's readings to a recording that a training reads.</summary>
internal static class BoardRecordVerb
{
    private const int UsualSeconds = 30;
    private const int MostSeconds = 3600;

    public static Verb Create(Terminal terminal)
    {
        var folder = BoardBuildVerb.ProjectFolder();
        var label = new Option<string>("--label")
        {
            Description = "The class of what is recorded: the folder that the recording goes into.",
            HelpName = "CLASS",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder of the data, which 'striate train --data' reads.",
            HelpName = "FOLDER",
            Required = true,
        };
        var seconds = CommonOptions.OptionalInteger(
            "--seconds",
            $"How long to record; by default {UsualSeconds}, or as long as what is played",
            1,
            MostSeconds
        );
        var line = new SensorLineOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "record",
            "Writes the readings of a board's sensor into a file of its own in the folder of a class. The board's firmware is that of 'striate board build --recorder', "
                + "or one with a network and [board] reports = true. Ctrl-C ends it; what has come is written."
        )
        {
            Examples =
            [
                "striate board record . --label walk --seconds 30 --out recordings",
                "striate board record . --label walk --out recordings --emulated --play walk.csv",
            ],
        };
        verb.Arguments.Add(folder);
        foreach (var option in (Option[])[label, output, seconds, .. line.All, json])
        {
            verb.Options.Add(option);
        }

        line.AddRules(verb);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, place) = (
                        new Screen(terminal, parsed.GetValue(json)),
                        SensorPlace.OfProject(parsed.GetRequiredValue(folder))
                    );
                    var target = RecordingTarget.Of(parsed.GetRequiredValue(output), parsed.GetRequiredValue(label), place.Settings);
                    var played = line.Recording(parsed) is { } file ? place.Played(file, null) : null;
                    using var board = played is null
                        ? (IBoardLink)line.Opened(parsed, place, terminal, cancellation)
                        : place.Emulated(EmulatedFirmware.Recorder(place.Settings), played);
                    return Run(screen, place, target, board, parsed.GetValue(seconds), played?.Samples, cancellation);
                })
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        SensorPlace place,
        RecordingTarget target,
        IBoardLink board,
        int? seconds,
        int? played,
        CancellationToken cancellation
    )
    {
        var hello = SensorBoards.Hello(board, place.Settings, cancellation);
        var hertz = 1_000_000.0 / hello.SampleMicroseconds;
        var wanted = seconds is { } given ? (int)Math.Ceiling(given * hertz) : played ?? (int)Math.Ceiling(UsualSeconds * hertz);
        wanted = Math.Min(wanted, played ?? wanted);
        var stream = new SensorListener(board, hello.Classes, SensorBoards.Silence(hello), cancellation);
        var recorder = new Recorder(hello.Channels);
        screen.Run(
            "recording",
            wanted,
            bar =>
            {
                try
                {
                    while (recorder.Samples < wanted)
                    {
                        var report = stream.Next() ?? throw SensorBoards.Silent(hello);
                        recorder.Take(report as ReadingsReport, wanted);
                        bar.Report(
                            (
                                recorder.Samples,
                                FormattableString.Invariant(
                                    $"recording {target.Label}, {recorder.Samples / hertz:F0} of {wanted / hertz:F0} s"
                                )
                            )
                        );
                    }
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    // Ctrl-C ends the recording; what has come is one.
                }
                catch (StriateException gone) when (recorder.Samples > 0)
                {
                    throw new StriateException(
                        gone.Kind,
                        $"{gone.Message}; what has come until then is {string.Join(", ", target.Write(recorder.Parts))}",
                        gone
                    );
                }

                return 0;
            }
        );
        var isEarly = cancellation.IsCancellationRequested && recorder.Samples < wanted;
        var files = target.Write(recorder.Parts);
        var window = target.Window;
        var isShort = window is { } steps && recorder.Parts.All(part => part.Count / hello.Channels < steps);
        var result = new
        {
            Files = files,
            target.Label,
            recorder.Samples,
            Hertz = hertz,
            Channels = target.ChannelNames(hello.Channels),
            recorder.Missing,
            DamagedFrames = stream.Damaged,
            FinishedEarly = isEarly,
            DataToml = target.WrittenToml,
        };
        screen.Show(
            result,
            view =>
            {
                foreach (var file in files)
                {
                    view.Line($"{file}: {target.Label}");
                }

                view.Line(
                    FormattableString.Invariant(
                        $"{recorder.Samples} samples of {hello.Channels} channels, {recorder.Samples / hertz:F1} s at {hertz:0.###} in a second"
                    )
                );
                if (recorder.Missing > 0)
                {
                    view.Line(
                        $"warning: {Format.Count(recorder.Missing)} samples are missing; what lies between them is a recording of its own"
                    );
                }

                if (isShort)
                {
                    view.Line($"warning: no recording has the {window} steps of a window that {DataToml.FileName} says; record longer");
                }

                if (target.WrittenToml is { } toml)
                {
                    view.Line($"{toml}: rate and units of the sensor");
                }
            }
        );
        return isEarly ? ExitCode.Cancelled : ExitCode.Success;
    }
}
