using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Sensors;
using Striate.Board.Watching;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets.Streams;
using Striate.Model.Packaging;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate board monitor: the classes that a board finds, as it finds them.</summary>
internal static class BoardMonitorVerb
{
    private const int MostSeconds = 86_400;
    private const int PlotWidth = 32;

    public static Verb Create(Terminal terminal)
    {
        var place = BoardTestVerb.Place();
        var seconds = CommonOptions.OptionalInteger(
            "--seconds",
            "How long to watch; by default until Ctrl-C, or until what is played ends",
            1,
            MostSeconds
        );
        var log = new Option<string?>("--csv")
        {
            Description = "Also write a row for each window into this file: seconds, class, reported class, equal, logits.",
            HelpName = "FILE.csv",
        };
        var line = new SensorLineOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "monitor",
            "Shows the class of each window that a board classifies, its score and the window's first channel, and compares every logit with the integer reference. "
                + "A > marks an event: the class differs from the last one reported. "
                + "The board's firmware needs [board] reports = true."
        )
        {
            Examples =
            [
                "striate board monitor . --port /dev/ttyUSB1",
                "striate board monitor motion.striate --emulated --play walk.csv --json",
            ],
        };
        verb.Arguments.Add(place);
        foreach (var option in (Option[])[seconds, log, .. line.All, json])
        {
            verb.Options.Add(option);
        }

        line.AddRules(verb);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, path, file) = (
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(place),
                        parsed.GetValue(log)
                    );
                    if (file is not null)
                    {
                        (string Name, string? Path)[] named =
                        [
                            ("--csv", file),
                            ("the package", Directory.Exists(path) ? null : path),
                            ("--play", line.PathOf(parsed)),
                        ];
                        OutputFiles.RequireDifferent(named.Where(one => one.Path is not null).Select(one => (one.Name, one.Path!)));
                        OutputFiles.RequireWritable("--csv", file);
                    }

                    var known = BoardPlace.Read(path);
                    var isSetUp = Directory.Exists(path) && ProjectFile.Read(path).Board.Firmware.IsSensor;
                    var sensor = isSetUp
                        ? SensorPlace.OfProject(path)
                        : SensorPlace.OfPackage(known.Package.Package, path) with
                        {
                            Port = known.Port,
                        };
                    var recording = line.Recording(parsed);
                    sensor = recording is null ? sensor : sensor.WithHopOf(known.Package.Package);
                    var played = recording is null ? null : sensor.Played(recording, InputContract.Of(known.Package.Package));
                    using var board = played is null
                        ? (IBoardLink)line.Opened(parsed, sensor, terminal, cancellation)
                        : sensor.Emulated(Boards.WithSensor(known, sensor.Settings), played);
                    return Run(
                        screen,
                        known.Package,
                        isSetUp || played is not null ? sensor.Settings : null,
                        board,
                        new Limits(parsed.GetValue(seconds), played),
                        file,
                        cancellation
                    );
                })
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        LoadedPackage package,
        FirmwareSettings? settings,
        IBoardLink board,
        Limits limits,
        string? file,
        CancellationToken cancellation
    )
    {
        var hello = SensorBoards.Hello(board, settings, cancellation);
        Boards.RequirePackage(hello, package);
        var (network, labels) = (package.Package.Network, ConfusionTable.Labels(package.Package.Network, []));
        var (listener, checks) = (
            new SensorListener(board, network.Logits.Shape.Length, SensorBoards.Silence(hello), cancellation),
            new WindowChecks(package.Package, hello.Channels)
        );
        var period = hello.SampleMicroseconds / 1e6;
        var (windows, samples) = (new List<WatchedWindow>(), 0);
        try
        {
            for (var isOver = false; !isOver; )
            {
                switch (listener.Next())
                {
                    case ReadingsReport readings when readings.Channels == hello.Channels:
                        samples += readings.Values.Length / readings.Channels;
                        checks.Take(readings);
                        isOver = samples * period >= limits.Seconds;
                        break;
                    case WindowReport report:
                        var window = checks.Take(report);
                        isOver = samples - window.Behind > limits.Played?.Samples;
                        if (!isOver)
                        {
                            var isNew = windows.Count == 0 || windows[^1].Report.Voted != window.Report.Voted;
                            windows.Add(window);
                            Show(screen, window, isNew, labels, network.Logits.Scale, period, hello.Channels);
                        }

                        break;
                    case null:
                        // All of a recording has come: a motion sensor measures nothing more.
                        isOver = samples >= limits.Played?.Samples ? true : throw SensorBoards.Silent(hello);
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is how one stops watching.
        }
        finally
        {
            // What has come is written, also when the board falls silent.
            if (file is not null)
            {
                AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(Log(windows, labels, period))));
            }
        }

        if (windows.Count == 0 && !cancellation.IsCancellationRequested)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                FormattableString.Invariant(
                    $"no window came in {samples * period:F1} s: a window has {package.Package.Network.Input.Shape.Length / hello.Channels} samples, {samples} were read; watch or play for longer"
                )
            );
        }

        return Summary(screen, windows, labels, samples, period, listener.Damaged, file);
    }

    private static void Show(
        Screen screen,
        WatchedWindow window,
        bool isNew,
        ImmutableArray<string> labels,
        double scale,
        double period,
        int channels
    )
    {
        if (screen.IsJson)
        {
            return;
        }

        var (report, width) = (window.Report, labels.Max(label => label.Length));
        var plot = window.Readings is { } readings
            ? Sparkline.Of([.. readings.Where((_, place) => place % channels == 0).Select(reading => (double)reading)], PlotWidth)
            : "(readings are missing)";
        screen.Verbatim(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(report.Last + 1) * period, 8:F2} s {(isNew ? '>' : ' ')} {labels[report.Voted].PadRight(width)}  {Score(report, scale), 5:F1} %  {plot}{(report.Voted == report.Class ? "" : $"  (this window: {labels[report.Class]})")}{(window.IsEqual == false ? "  NOT EQUAL" : "")}"
            )
        );
    }

    // What softmax makes of the logit of the window's class.
    private static double Score(WindowReport report, double scale) =>
        100 / report.Logits.Sum(logit => Math.Exp(scale * ((double)logit - report.Logits[report.Class])));

    private static string Log(IEnumerable<WatchedWindow> windows, ImmutableArray<string> labels, double period)
    {
        var text = new StringBuilder(
            "seconds,class,reported,equal," + string.Join(',', labels.Select(label => CsvField.Of("logit " + label))) + "\n"
        );
        foreach (var window in windows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(window.Report.Last + 1) * period:0.######},{CsvField.Of(labels[window.Report.Class])},{CsvField.Of(labels[window.Report.Voted])},{window.IsEqual switch { true => "yes", false => "no", _ => "" }},{string.Join(',', window.Report.Logits)}\n"
            );
        }

        return text.ToString();
    }

    private static int Summary(
        Screen screen,
        List<WatchedWindow> windows,
        ImmutableArray<string> labels,
        int samples,
        double period,
        int damaged,
        string? file
    )
    {
        var (compared, equal) = (windows.Count(window => window.IsEqual is not null), windows.Count(window => window.IsEqual == true));
        var (lost, passedOver) = (windows.LastOrDefault()?.Report.Lost ?? 0, windows.LastOrDefault()?.Report.PassedOver ?? 0);
        var events = ClassRun.Of([.. windows.Select(window => window.Report.Voted)]);
        var result = new
        {
            Windows = windows.Select(window => new
            {
                window.Report.Last,
                Class = labels[window.Report.Class],
                Reported = labels[window.Report.Voted],
                Equal = window.IsEqual,
                window.Report.Logits,
            }),
            Events = events.Select(run => new
            {
                Class = labels[run.Class],
                windows[run.First].Report.Last,
                Windows = run.Last - run.First + 1,
            }),
            Samples = samples,
            Compared = compared,
            Equal = equal,
            LostSamples = lost,
            PassedOver = passedOver,
            DamagedFrames = damaged,
            Csv = file,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{windows.Count} windows in {samples * period:F1} s; every logit of {equal} of {compared} equals the integer reference{(compared < windows.Count ? $", of {windows.Count - compared} readings are missing" : "")}"
                    )
                );
                foreach (
                    var group in events.GroupBy(run => run.Class).OrderByDescending(group => group.Sum(run => run.Last - run.First + 1))
                )
                {
                    view.Line(
                        $"  {labels[group.Key]}: {Format.Count(group.Sum(run => run.Last - run.First + 1))} windows in {Format.Count(group.Count())} event{(group.Count() == 1 ? "" : "s")}"
                    );
                }

                if (lost > 0 || passedOver > 0)
                {
                    view.Line(
                        $"warning: {Format.Count(lost)} samples were not read in time, {Format.Count(passedOver)} windows not classified; a larger hop, or a smaller network"
                    );
                }

                if (file is not null)
                {
                    view.Line($"{file}: a row for each window");
                }
            }
        );
        return equal == compared && windows.Count > 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    /// <summary>When watching ends: after so many seconds, or with what is played; null: neither.</summary>
    private sealed record Limits(int? Seconds, PlayedReadings? Played);
}
