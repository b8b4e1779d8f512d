using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Fuzzing;

namespace Striate.Cli.Verbs;

/// <summary>striate emulator: runs and converts assemblies, measures the emulator, and compares it with .NET.</summary>
internal static class EmulatorVerb
{
    public static Command Create(Terminal terminal) =>
        new("emulator", "Runs assemblies as nanoFramework would; measures the emulator and tests it against .NET.")
        {
            EmulatorRunVerb.Create(terminal),
            EmulatorLoadVerb.Create(terminal),
            EmulatorConvertVerb.Create(terminal),
            Bench(terminal),
            EmulatorFuzzVerb.Create(terminal),
        };

    private static Verb Bench(Terminal terminal)
    {
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(new GeneratorOptions().Strategy), allowAll: false);
        var seconds = CommonOptions.Integer("--seconds", "How long to measure", 3, 1, 3600);
        var json = CommonOptions.Json();
        var verb = new Verb(
            "bench",
            $"""
            Measures the emulator on generated code of the size of a ResNet-8: its instructions per second, and how long it takes to start.
            The start is 'striate emulator load' in a process of its own, the fastest of {FreshStart.Starts}.
            """
        )
        {
            Examples = ["striate emulator bench", "striate emulator bench --strategy table --seconds 10 --json"],
        };
        verb.Options.Add(strategy);
        verb.Options.Add(seconds);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    RunBench(
                        new Screen(terminal, parsed.GetValue(json)),
                        CommonOptions.Strategies(parsed.GetRequiredValue(strategy))[0],
                        parsed.GetValue(seconds),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int RunBench(Screen screen, Strategy strategy, int seconds, CancellationToken cancellation)
    {
        var build = Builds.Abandoning(() => ResNetSized.Build(strategy), cancellation);
        var input = new byte[ResNetSized.InputLength];
        new Random(2).NextBytes(input);
        var bench = EmulatorBench.Measure(
            [.. build.Assemblies.Select(assembly => assembly.Image.AsMemory())],
            $"{build.Code.Namespace}.{build.Code.NetworkClass}",
            "Run",
            [input, new int[ResNetSized.Classes]],
            TimeSpan.FromSeconds(seconds),
            cancellation
        );
        var load = FreshStart.Milliseconds(build.Assemblies, cancellation);
        var start = FreshStart.Milliseconds([FreshStart.Hello()], cancellation);
        screen.Show(
            new
            {
                Strategy = CommonOptions.NameOf(strategy),
                InstructionsPerSecond = Math.Round(bench.InstructionsPerSecond),
                bench.Instructions,
                LoadMilliseconds = load,
                StartMilliseconds = start,
            },
            view =>
            {
                view.Line($"{Format.Count(bench.InstructionsPerSecond)} instructions per second, the fastest of the runs in {seconds} s");
                view.Line(
                    $"{Format.Count(bench.Instructions)} instructions per inference; loaded in {Format.Fixed(load, 1)} ms, a program of one line in {Format.Fixed(start, 1)} ms, each the fastest of {FreshStart.Starts} fresh processes"
                );
            }
        );
        return ExitCode.Success;
    }
}
