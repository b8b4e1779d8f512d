using System.CommandLine;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Fuzzing.Damage;
using Striate.Fuzzing.Programs;

namespace Striate.Cli.Verbs;

/// <summary>striate emulator fuzz: random programs and damaged files.</summary>
internal static class EmulatorFuzzVerb
{
    private const int DefaultIterations = 2000;

    public static Command Create(Terminal terminal)
    {
        var iterations = CommonOptions.Integer("--iterations", "Programs to run, or files to damage", DefaultIterations, 1, int.MaxValue);
        var seed = CommonOptions.Integer("--seed", "The same seed gives the same programs", 1, 0, int.MaxValue);
        var damaged = new Option<bool>("--damaged")
        {
            Description = "Damage the .pe files of random programs: each must be refused in one line or run within its limits.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "fuzz",
            "Runs random programs on .NET and in the emulator, as assemblies and as .pe files; exits with 1 if they disagree and shows the smallest such programs."
        )
        {
            Examples =
            [
                "striate emulator fuzz",
                "striate emulator fuzz --iterations 100000 --seed 7 --json",
                "striate emulator fuzz --damaged --iterations 10000",
            ],
        };
        foreach (var option in new Option[] { iterations, seed, damaged, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var (screen, count, first) = (
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetValue(iterations),
                        parsed.GetValue(seed)
                    );
                    return parsed.GetValue(damaged)
                        ? Damage(screen, count, first, cancellation)
                        : Compare(screen, count, first, cancellation);
                })
        );
        return verb;
    }

    private static int Compare(Screen screen, int iterations, int seed, CancellationToken cancellation)
    {
        var report = Tell(
            screen,
            "comparing",
            "programs",
            iterations,
            progress => DifferentialFuzz.Run(iterations, (ulong)seed, progress, cancellation)
        );
        cancellation.ThrowIfCancellationRequested();
        screen.Show(
            report,
            view =>
            {
                foreach (var example in report.Examples)
                {
                    view.Line($".NET: {example.Desktop}, emulator: {example.Emulator}, its .pe: {example.Portable}");
                    view.Line(example.Source);
                }

                view.Line($"{Format.Count(report.Programs)} programs, {Format.Count(report.Disagreements)} disagreements");
            }
        );
        return report.Disagreements == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static int Damage(Screen screen, int iterations, int seed, CancellationToken cancellation)
    {
        var report = Tell(screen, "damaging", "files", iterations, progress => DamageFuzz.Run(iterations, seed, progress, cancellation));
        screen.Show(
            report,
            view =>
            {
                foreach (var example in report.Examples)
                {
                    view.Line(example);
                }

                view.Line(
                    $"{Format.Count(report.Files)} damaged files: {Format.Count(report.Refused)} refused in one line, {Format.Count(report.Ran)} ran within their limits, {Format.Count(report.Failures)} did neither"
                );
            }
        );
        return report.Failures == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }

    private static T Tell<T>(Screen screen, string title, string what, int iterations, Func<Action<int>, T> run)
    {
        var watch = Stopwatch.StartNew();
        return screen.Run(
            title,
            iterations,
            progress =>
                run(done =>
                    progress.Report(
                        (done, $"{Format.Count(done)} of {Format.Count(iterations)} {what}{TimeLeft.Of(watch.Elapsed, done, iterations)}")
                    )
                )
        );
    }
}
