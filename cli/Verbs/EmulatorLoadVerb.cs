using System.CommandLine;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Emulator;

namespace Striate.Cli.Verbs;

/// <summary>striate emulator load: how long the emulator takes to start.</summary>
internal static class EmulatorLoadVerb
{
    public static Command Create(Terminal terminal)
    {
        var assemblies = new Argument<string[]>("ASSEMBLY")
        {
            Description = "Compiled assemblies, or .pe files of them, those that others need first.",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "load",
            """
            Loads assemblies as a board would, and measures it: from their bytes in memory to a machine that is ready to run.
            Every method is checked and decoded, and the static constructors have run; the time includes compiling the emulator's own code, but not starting .NET and the command line.
            """
        )
        {
            Examples = ["striate emulator load Digits.dll", "striate emulator load Digits.dll Digits.Trace.dll --json"],
        };
        verb.Arguments.Add(assemblies);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() => Run(new Screen(terminal, parsed.GetValue(json)), parsed.GetRequiredValue(assemblies), cancellation))
        );
        return verb;
    }

    private static int Run(Screen screen, string[] paths, CancellationToken cancellation)
    {
        var files = AssemblyFiles.Read(paths);
        var start = Stopwatch.GetTimestamp();
        var machine = AssemblyFiles.Load(files, new MachineOptions { Cancellation = cancellation });
        var elapsed = Stopwatch.GetElapsedTime(start);
        var result = new
        {
            Milliseconds = Math.Round(elapsed.TotalMilliseconds, 1),
            machine.Counters.Instructions,
            machine.InitialiserBytes,
        };
        screen.Show(
            result,
            view =>
                view.Line(
                    $"loaded in {Format.Fixed(result.Milliseconds, 1)} ms; static constructors: {Format.Count(result.Instructions)} instructions, {Format.Count(result.InitialiserBytes)} bytes of tables copied out of flash"
                )
        );
        return ExitCode.Success;
    }
}
