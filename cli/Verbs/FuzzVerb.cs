using System.CommandLine;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Fuzzing.Networks;

namespace Striate.Cli.Verbs;

/// <summary>striate fuzz: random networks on three executors.</summary>
internal static class FuzzVerb
{
    private const int DefaultIterations = 1000;
    private const int MaximumIterations = 100_000_000;

    public static Command Create(Terminal terminal)
    {
        var iterations = CommonOptions.Integer(
            "--iterations",
            "Pairs of network and input; whole networks are run",
            DefaultIterations,
            1,
            MaximumIterations
        );
        var seed = CommonOptions.Integer("--seed", "Seed of the first network", 1, 0, int.MaxValue);
        var json = CommonOptions.Json();
        var verb = new Verb(
            "fuzz",
            "Compares random networks and inputs on integer reference, desktop .NET and emulator, with every strategy; a difference is shrunk and printed."
        )
        {
            Examples = ["striate fuzz --iterations 300 --seed 1", "striate fuzz --iterations 1000000 --seed 7 --json"],
        };
        foreach (var option in new Option[] { iterations, seed, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(new Screen(terminal, parsed.GetValue(json)), parsed.GetValue(iterations), parsed.GetValue(seed), cancellation)
                )
        );
        return verb;
    }

    private static int Run(Screen screen, int iterations, int seed, CancellationToken cancellation)
    {
        var report = screen.Run(
            "comparing random networks",
            iterations,
            bar =>
            {
                var watch = Stopwatch.StartNew();
                return NetworkFuzz.Run(
                    iterations,
                    (ulong)seed,
                    done =>
                        bar.Report(
                            (
                                Math.Min(done, iterations),
                                FormattableString.Invariant(
                                    $"{done} of {iterations} pairs{TimeLeft.Of(watch.Elapsed, Math.Min(done, iterations), iterations)}"
                                )
                            )
                        ),
                    cancellation
                );
            }
        );
        screen.Show(
            new
            {
                report.Cases,
                report.Differences,
                report.Networks,
                Seed = seed,
                Failures = report
                    .Failures.Select(failure => new
                    {
                        failure.Seed,
                        Strategy = CommonOptions.NameOf(failure.Strategy),
                        failure.Problem,
                        failure.Network,
                    })
                    .ToArray(),
            },
            view =>
            {
                foreach (var failure in report.Failures)
                {
                    view.Line($"seed {failure.Seed}, {CommonOptions.NameOf(failure.Strategy)}: {failure.Problem}");
                    view.Line(failure.Network);
                }

                view.Line(
                    $"{Format.Count(report.Cases)} cases in {Format.Count(report.Networks)} networks, {Format.Count(report.Differences)} differences"
                );
            }
        );
        return report.Differences == 0 ? ExitCode.Success : ExitCode.CheckFailed;
    }
}
