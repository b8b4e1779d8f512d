using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Striate.Board.Links;
using Striate.Board.Testing;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate board test: inputs through a board, or the firmware in the emulator, beside the integer reference.</summary>
internal static class BoardTestVerb
{
    public static readonly IReadOnlyList<string> Examples =
    [
        "striate board test digits.striate --emulated --data-set digits",
        "striate board test digits.striate --emulated --faults 5 --json",
        "striate board test digits.striate --port /dev/ttyUSB0",
    ];

    private const string AllFaults = "all";
    private const int DefaultVectors = 64;
    private const int MaximumVectors = 100_000;
    private const int DefaultBaudRate = 115_200;

    public static Verb Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var emulated = new Option<bool>("--emulated") { Description = "Run the firmware in the emulator; needs no board." };
        var port = new Option<string?>("--port") { Description = "Serial port of a board that runs the firmware with serial input.", HelpName = "NAME" };
        var baud = CommonOptions.Integer("--baud", "Bits per second of the line", DefaultBaudRate, 300, 5_000_000);
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(Strategy.Planned), allowAll: false);
        var dataSet = new Option<string?>("--data-set")
        {
            Description = "Send the test samples of a data set instead of the package's golden vectors and made-up inputs.", HelpName = "NAME",
        };
        var data = new Option<string?>("--data") { Description = "Folder with the data set's files; digits needs none.", HelpName = "FOLDER" };
        var vectors = new Option<int?>("--vectors") { Description = $"Inputs to send; by default {DefaultVectors}, or the whole test set.", HelpName = "N" };
        var faults = CommonOptions.Integer("--faults", "Percent of the frames, in both directions, that suffer a fault", 0, 0, 100);
        var kind = new Option<string>("--fault-kind")
        {
            Description = "What happens to these frames.", DefaultValueFactory = _ => NameOf(Fault.Corrupted),
        };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<Fault>().Select(NameOf), AllFaults]);
        var seed = CommonOptions.Integer("--seed", "Seed of the faults", 1, 0, int.MaxValue);
        var json = CommonOptions.Json();
        var verb = new Verb("test", "Sends inputs through the serial protocol and compares every class and logit with the integer reference.") { Examples = Examples };
        verb.Arguments.Add(package);
        foreach (var option in new Option[] { emulated, port, baud, strategy, dataSet, data, vectors, faults, kind, seed, json })
        {
            verb.Options.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (result.GetValue(emulated) == (result.GetValue(port) is not null))
            {
                result.AddError("give either --emulated or --port NAME");
            }

            if (result.GetValue(vectors) is < 1 or > MaximumVectors)
            {
                result.AddError($"--vectors {result.GetValue(vectors)} is outside of 1..{MaximumVectors}");
            }
        });
        verb.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var screen = new Screen(terminal, parsed.GetValue(json));
            var loaded = PackageFile.Read(parsed.GetRequiredValue(package));
            var expected = Expected(loaded.Package, parsed.GetValue(dataSet), parsed.GetValue(data), parsed.GetValue(vectors), cancellation);
            using var board = parsed.GetValue(port) is { } name
                ? (IBoardLink)new SerialPortLink(name, parsed.GetValue(baud))
                : Boards.Emulated(loaded, new GeneratorOptions { Strategy = Enum.Parse<Strategy>(parsed.GetRequiredValue(strategy), ignoreCase: true) }, parsed.GetValue(baud));
            var faultKind = parsed.GetRequiredValue(kind);
            using var line = new FaultyLink(
                board, (ulong)parsed.GetValue(seed), parsed.GetValue(faults) / 100.0,
                faultKind == AllFaults ? Enum.GetValues<Fault>() : [Enum.Parse<Fault>(faultKind, ignoreCase: true)]);
            return Run(screen, loaded, expected, board, line, parsed.GetValue(baud), cancellation);
        }));
        return verb;
    }

    private static string NameOf(Fault fault) => fault.ToString().ToLowerInvariant();

    private static ImmutableArray<GoldenVector> Expected(
        ModelPackage package, string? dataSet, string? folder, int? wanted, CancellationToken cancellation)
    {
        if (dataSet is not null)
        {
            var samples = Evaluation.Load(dataSet, folder).Test;
            var inputs = Enumerable.Range(0, Math.Min(samples.Count, wanted ?? samples.Count)).Select(index => samples[index].ToArray()).ToArray();
            try
            {
                return GoldenVectors.Compute(package.Network, inputs, cancellation);
            }
            catch (AggregateException exception) when (exception.InnerException is ArgumentException problem)
            {
                throw new CliException(ExitCode.CheckFailed, $"data set '{dataSet}' does not fit network '{package.Network.Name}': {problem.Message}");
            }
        }

        var count = wanted ?? DefaultVectors;
        var golden = package.GoldenVectors;
        return
        [
            .. golden.Take(count),
            .. GoldenVectors.Compute(package.Network, TestInputs.For(package.Network.Input, Math.Max(0, count - golden.Length)), cancellation),
        ];
    }

    private static int Run(
        Screen screen, LoadedPackage package, ImmutableArray<GoldenVector> expected, IBoardLink board, FaultyLink line, int baudRate, CancellationToken cancellation)
    {
        var hello = Boards.Hello(board, package);
        var allocated = (board as EmulatedBoard)?.Counters.AllocatedBytes;
        var report = screen.Run("testing", expected.Length, bar => BoardTest.Run(
            line, expected, hello.LimitOfAnswer(baudRate), BoardTest.Attempts,
            new Relay(done => bar.Report((done, FormattableString.Invariant($"testing, {done} of {expected.Length}")))), cancellation));
        var result = new
        {
            package.Sha256,
            Emulated = board is EmulatedBoard,
            Board = hello,
            report.Vectors,
            report.Equal,
            report.Failed,
            report.WrongAccepted,
            report.Hangs,
            report.CorruptedFrames,
            InjectedFaults = line.Injected,
            report.Resent,
            report.Starts,
            MedianMicroseconds = report.Percentile(0.5),
            Percentile99Microseconds = report.Percentile(0.99),
            AllocatedBytes = report.Starts > 0 ? null : (board as EmulatedBoard)?.Counters.AllocatedBytes - allocated,
            report.FirstDifference,
        };
        screen.Show(result, view =>
        {
            view.Line($"{Format.Count(report.Equal)} of {Format.Count(report.Vectors)} inputs: class and every logit equal the integer reference; "
                + $"{report.WrongAccepted} wrong answers accepted, {report.Failed} requests without an answer, {report.Hangs} hangs");
            view.Line($"{line.Injected} faults injected, {report.CorruptedFrames} damaged frames seen, {report.Resent} requests sent again, {report.Starts} starts of the board");
            view.Line($"inference: {Format.Count(result.MedianMicroseconds)} us in the median, {Format.Count(result.Percentile99Microseconds)} us at 99 %"
                + (result.Emulated ? ", by the emulator's assumed speed" : ""));
            if (result.AllocatedBytes is { } bytes)
            {
                view.Line(string.Create(CultureInfo.InvariantCulture, $"the board allocated {bytes} bytes meanwhile"));
            }
        });
        return report.Equal == report.Vectors && report.Hangs == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private sealed class Relay(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
