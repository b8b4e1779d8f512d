using System.Collections.Immutable;
using System.CommandLine;
using Striate.Board.Links;
using Striate.Board.Testing;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate board test: inputs through a board, or the firmware in the emulator, beside the integer reference.</summary>
internal static class BoardTestVerb
{
    private const int DefaultVectors = 64;
    private const int MaximumVectors = 100_000;

    // A traced inference computes every layer's CRC, which takes several times as long.
    private const int SelfTestPatience = 10;

    // Windows that are sent as one signal as well, block after block.
    private const int StreamedVectors = 16;
    private const int MinimumBaudRate = 300;
    private const int MaximumBaudRate = 5_000_000;

    public static Verb Create(Terminal terminal)
    {
        var place = Place();
        var emulated = new Option<bool>("--emulated") { Description = "Run the firmware in the emulator; needs no board." };
        var image = Image();
        var port = new Option<string?>("--port")
        {
            Description = "Serial port of a board that runs the firmware with serial input; by default [board] port.",
            HelpName = "NAME",
        };
        var baud = CommonOptions.OptionalInteger(
            "--baud",
            "Bits per second of the line; by default [board] baud",
            MinimumBaudRate,
            MaximumBaudRate
        );
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(Strategy.Planned), allowAll: false);
        var dataSet = new Option<string?>("--data-set")
        {
            Description = "Send the test samples of a data set instead of the package's golden vectors and synthetic inputs.",
            HelpName = "NAME",
        };
        var data = DataReadingOptions.Path();
        var reading = new DataReadingOptions();
        var vectors = CommonOptions.OptionalInteger(
            "--vectors",
            $"Inputs to send; by default {DefaultVectors}, or the whole test set. More than the test set has: over and over",
            1,
            MaximumVectors
        );
        var faults = new FaultOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "test",
            "Self-test, then inputs through the serial protocol; compares every class and logit with the integer reference; accuracy, times and heap."
        )
        {
            Examples =
            [
                "striate board test digits.striate --emulated --data-set digits",
                "striate board test digits.striate --emulated --faults 5 --json",
                "striate board test examples/digits --emulated --image board/bin/Release/netnano1.0/Striate.Firmware.bin",
                "striate board test examples/digits --port /dev/ttyUSB1 --data-set digits",
            ],
        };
        verb.Arguments.Add(place);
        foreach (var option in (Option[])[emulated, image, port, baud, strategy, dataSet, data, .. reading.All, vectors])
        {
            verb.Options.Add(option);
        }

        faults.AddTo(verb);
        image.Needs(emulated, "--emulated");
        verb.Options.Add(json);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(emulated) && result.GetValue(port) is not null)
            {
                result.AddError("give either --emulated or --port NAME");
            }
        });
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var screen = new Screen(terminal, parsed.GetValue(json));
                    var read = BoardPlace.Read(parsed.GetRequiredValue(place));
                    var known = read with
                    {
                        BaudRate = parsed.GetValue(baud) ?? read.BaudRate,
                        Options = parsed.GetResult(strategy) is { Implicit: false }
                            ? read.Options with
                            {
                                Strategy = CommonOptions.Strategies(parsed.GetRequiredValue(strategy))[0],
                            }
                            : read.Options,
                    };
                    var (expected, labels, baseline) = Expected(
                        known.Package.Package,
                        parsed.GetRequiredValue(place),
                        new DataSource(parsed.GetValue(dataSet), parsed.GetValue(data), reading.Of(parsed)),
                        parsed.GetValue(vectors),
                        cancellation
                    );
                    using var board = parsed.GetValue(emulated)
                        ? (IBoardLink)Boards.Emulated(known, parsed.GetValue(image))
                        : new SerialPortLink(PortOf(known, parsed.GetValue(port)), known.BaudRate, terminal.Clock, cancellation);
                    using var line = faults.Line(board, parsed);
                    return Run(screen, known, expected, labels, baseline, board, line, cancellation);
                })
        );
        return verb;
    }

    /// <summary>The argument that names a board: a project's folder, or a package.</summary>
    public static Argument<string> Place() => new("PACKAGE") { Description = "The model package (.striate), or the folder of a project." };

    /// <summary>The image that an emulated board runs.</summary>
    public static Option<string?> Image() =>
        new("--image")
        {
            Description =
                "Run an image that 'striate board build' wrote for the package, with serial input; by default the firmware is compiled anew.",
            HelpName = "FILE",
        };

    /// <summary>The port of the command line, or the project's.</summary>
    /// <exception cref="StriateException">There is none.</exception>
    public static string PortOf(BoardPlace place, string? given) =>
        given
        ?? place.Port
        ?? throw new StriateException(
            ErrorKind.Usage,
            "give --port NAME, or [board] port in striate.toml, or --emulated where there is one; see 'striate board test --help'"
        );

    // Inputs with what the reference computes, and their labels where they are known.
    private static (ImmutableArray<GoldenVector> Vectors, ImmutableArray<int>? Labels, double? Baseline) Expected(
        ModelPackage package,
        string file,
        DataSource source,
        int? wanted,
        CancellationToken cancellation
    )
    {
        if (source.IsGiven)
        {
            var data = source.LoadFor(package, file);
            var samples = data.Test;
            var inputs = Enumerable
                .Range(0, Math.Min(samples.Count, wanted ?? samples.Count))
                .Select(index => samples[index].ToArray())
                .ToArray();
            try
            {
                var once = GoldenVectors.Compute(package.Network, inputs, cancellation);
                int[] order = [.. Enumerable.Range(0, wanted ?? once.Length).Select(index => index % once.Length)];
                return (
                    [.. order.Select(index => once[index])],
                    [.. order.Select(index => samples.Classes[index])],
                    Percentages.Of(data.Baseline, 100)
                );
            }
            catch (AggregateException exception) when (exception.InnerException is StriateException problem)
            {
                throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"data set '{data.Name}' does not fit network '{package.Network.Name}': {problem.Message}"
                );
            }
        }

        var count = wanted ?? DefaultVectors;
        var golden = package.GoldenVectors;
        return (
            [
                .. golden.Take(count),
                .. GoldenVectors.Compute(
                    package.Network,
                    TestInputs.For(package.Network.Input, Math.Max(0, count - golden.Length)),
                    cancellation
                ),
            ],
            null,
            null
        );
    }

    private static int Run(
        Screen screen,
        BoardPlace place,
        ImmutableArray<GoldenVector> expected,
        ImmutableArray<int>? labels,
        double? baseline,
        IBoardLink board,
        FaultyLink line,
        CancellationToken cancellation
    )
    {
        var (hello, form) = (Boards.Hello(board, place.Package, cancellation), place.Options.FormOf(place.Package.Package.Network));
        var limit = hello.LimitOfAnswer(place.BaudRate);
        var selfTest = Boards.SelfTest(board, hello, place.Package.Package, form, SelfTestPatience * limit, cancellation);
        var freeBefore = Boards.FreeHeap(board, limit, cancellation);
        var allocated = (board as EmulatedBoard)?.Counters.AllocatedBytes;
        var report = screen.Run(
            "testing",
            expected.Length,
            bar =>
                BoardTest.Run(
                    line,
                    expected,
                    limit,
                    BoardTest.Attempts,
                    place.Package.Package.Network.HasClasses,
                    new Relay(done => bar.Report((done, FormattableString.Invariant($"testing, {done} of {expected.Length}")))),
                    cancellation
                )
        );
        var stream = form is null || hello.Channels > 0 ? null : Stream(screen, form, expected, line, limit, cancellation);
        var allocatedMeanwhile = report.Starts > 0 ? null : (board as EmulatedBoard)?.Counters.AllocatedBytes - allocated;
        var freeAfter = Boards.FreeHeap(board, limit, cancellation);
        var correct = labels is { } known ? report.Correct(known) : (int?)null;
        var result = new
        {
            place.Package.Sha256,
            Emulated = board is EmulatedBoard,
            Board = hello,
            SelfTestVectors = selfTest,
            report.Vectors,
            report.Equal,
            Correct = correct,
            Accuracy = correct is { } right ? Percentages.Of(right, report.Vectors) : (double?)null,
            Baseline = baseline,
            Stream = stream,
            report.Failed,
            report.WrongAccepted,
            report.Hangs,
            report.CorruptedFrames,
            InjectedFaults = line.Injected,
            report.Resent,
            report.Starts,
            MedianMicroseconds = report.Percentile(0.5),
            Percentile99Microseconds = report.Percentile(0.99),
            AllocatedBytes = allocatedMeanwhile,
            FreeHeapBefore = freeBefore,
            FreeHeapAfter = freeAfter,
            report.FirstDifference,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line($"self-test: {selfTest} golden vectors, every layer and logit equal");
                view.Line(
                    $"{Format.Count(report.Equal)} of {Format.Count(report.Vectors)} inputs: {(place.Package.Package.Network.HasClasses ? "class and every logit equal" : "every output equals")} the integer reference; "
                        + $"{report.WrongAccepted} wrong answers accepted, {report.Failed} requests without an answer, {report.Hangs} hangs"
                );
                if (stream is not null)
                {
                    view.Line(
                        $"{Format.Count(stream.Equal)} of {Format.Count(stream.Blocks)} blocks of a signal equal the integer reference{(stream.FirstDifference is { } block ? $"; the first that does not is {block}" : "")}"
                    );
                }

                if (result.Accuracy is { } accuracy)
                {
                    view.Line(
                        $"accuracy: {Format.Percent(accuracy)}, {Format.Count(correct!.Value)} of {Format.Count(report.Vectors)} inputs classified rightly by the board; the most frequent class alone reaches {Format.Percent(baseline!.Value)}"
                    );
                }

                view.Line(
                    $"{line.Injected} faults injected, {report.CorruptedFrames} damaged frames seen, {report.Resent} requests sent again, {report.Starts} starts of the board"
                );
                view.Line(
                    $"inference: {Format.Count(result.MedianMicroseconds)} us in the median, {Format.Count(result.Percentile99Microseconds)} us at 99 %"
                        + (result.Emulated ? ", by the emulator's assumed speed" : "")
                );
                view.Line(
                    freeAfter == freeBefore
                        ? $"free heap: {Format.Count(freeBefore)} bytes before and after"
                            + (allocatedMeanwhile is { } bytes ? $"; {Format.Count(bytes)} bytes allocated meanwhile" : "")
                        : Boards.HeapMoved(freeBefore, freeAfter, $"{Format.Count(report.Vectors)} inputs")
                );
            }
        );
        return
            report.Equal == report.Vectors
            && stream?.FirstDifference is null
            && report.Hangs == 0
            && freeAfter == freeBefore
            && allocatedMeanwhile is null or 0
            ? ExitCode.Success
            : ExitCode.CheckFailed;
    }

    private static BoardSignalReport Stream(
        Screen screen,
        BlockForm form,
        ImmutableArray<GoldenVector> expected,
        IBoardLink line,
        TimeSpan limit,
        CancellationToken cancellation
    )
    {
        var signal = StreamVerifier.StreamOf(form, expected.Take(StreamedVectors));
        var blocks = signal.Length / (form.Hop * form.StepLength);
        return screen.Run(
            "streaming",
            blocks,
            bar =>
                BoardSignalTest.Run(
                    line,
                    form,
                    signal,
                    limit,
                    BoardTest.Attempts,
                    new Relay(done => bar.Report((done, FormattableString.Invariant($"streaming, {done} of {blocks} blocks")))),
                    cancellation
                )
        );
    }

    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
