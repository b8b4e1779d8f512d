using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Emulator;
using Striate.Emulator.Reporting;
using Striate.Platform.Deployment;

namespace Striate.Cli.Verbs;

/// <summary>striate emulator run: Main of compiled assemblies.</summary>
internal static class EmulatorRunVerb
{
    public static Command Create(Terminal terminal)
    {
        var assemblies = new Argument<string[]>("ASSEMBLY")
        {
            Description =
                "Compiled assemblies, .pe files of them, or an image of all, those that others need first; the last one has the Main.",
            Arity = ArgumentArity.OneOrMore,
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "Write a profile for speedscope.app and print the ten hottest methods.",
            HelpName = "FILE",
        };
        var limit = new Option<long?>("--instruction-limit")
        {
            Description = "Instructions after which the run is stopped; by default none.",
            HelpName = "N",
        };
        var estimates = new EstimateOptions();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "run",
            "Runs 'static void Main()' as a board would, with the target's heap, and reports instructions, memory and time."
        )
        {
            Examples =
            [
                "striate emulator run Digits.dll Digits.Trace.dll Firmware.dll",
                "striate emulator run App.pe",
                "striate emulator run board/bin/Release/netnano1.0/Striate.Firmware.bin --instruction-limit 10000000",
                "striate emulator run App.dll --target esp32-s3 --profile app.speedscope.json",
            ],
        };
        verb.Arguments.Add(assemblies);
        verb.Options.Add(profile);
        verb.Options.Add(limit);
        estimates.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(assemblies),
                        parsed.GetValue(profile),
                        parsed.GetValue(limit) ?? long.MaxValue,
                        estimates.Of(parsed),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, string[] paths, string? profile, long limit, Estimates estimates, CancellationToken cancellation)
    {
        if (profile is not null)
        {
            OutputFiles.RequireWritable("--profile", profile);
        }

        var files = AssemblyFiles.Read(paths);
        var map = MapBeside(paths);
        using var output = new ProgramOutput(screen);
        var heap = estimates.Target.ApplicationHeapBytes - files.Sum(file => AssemblyFiles.Measure(file.Path, file.Image, LoadedSize.Of));
        var machine = AssemblyFiles.Load(
            files,
            new MachineOptions
            {
                Output = output,
                HeapLimitBytes = heap,
                InstructionLimit = limit,
                Cancellation = cancellation,
            }
        );
        machine.InvokeMain(files[^1].Name);
        var (counters, methods) = (machine.Counters, machine.Methods);
        if (profile is not null)
        {
            HottestMethods.WriteSpeedscope(profile, Path.GetFileName(paths[^1]), methods, map);
        }

        LayerCost[] layers =
        [
            .. LayerProfile.Of(methods, map).Select(layer => LayerCost.Of(layer.Layer, layer.Instructions, layer.CostUnits, estimates)),
            .. counters.LibraryInstructions == 0
                ? Array.Empty<LayerCost>()
                :
                [
                    LayerCost.Of(
                        LayerProfile.CoreLibrary,
                        counters.LibraryInstructions,
                        counters.CostUnits - methods.Sum(method => method.CostUnits),
                        estimates
                    ),
                ],
        ];
        var total = LayerCost.Of("total", counters.Instructions, counters.CostUnits, estimates);
        var assumption = estimates.Of(0, 0).Assumption;
        var result = new
        {
            Output = output.Lines,
            counters.Instructions,
            counters.CostUnits,
            counters.Calls,
            counters.Allocations,
            counters.AllocatedBytes,
            machine.PeakHeapBytes,
            machine.PeakFrameBytes,
            machine.InitialiserBytes,
            PeBytes = files.ToDictionary(NameOf, file => AssemblyFiles.Measure(file.Path, file.Image, DeploymentSize.Of)),
            Layers = layers,
            Milliseconds = new { Low = total.MillisecondsLow, High = total.MillisecondsHigh },
            Assumption = assumption,
            Methods = methods,
        };
        screen.Show(
            result,
            view =>
            {
                output.End();
                view.Line();
                LayerCost.Draw(view, "layer", layers, total, assumption);
                view.Line(
                    $"{Format.Count(counters.Allocations)} allocations, at most {Format.Count(machine.PeakHeapBytes)} bytes of heap, {Format.Count(machine.InitialiserBytes)} of them tables copied out of flash, and {Format.Count(machine.PeakFrameBytes)} bytes of frames"
                );
                foreach (var (name, bytes) in result.PeBytes)
                {
                    view.Line(
                        bytes > 0
                            ? $"{name}: {Format.Count(bytes)} bytes as a .pe"
                            : $"{name}: no .pe can hold it; 'striate emulator convert' says why"
                    );
                }

                if (profile is not null)
                {
                    HottestMethods.Draw(view, methods);
                }
            }
        );
        return ExitCode.Success;
    }

    private static string NameOf(AssemblyFile file) =>
        Path.GetFileNameWithoutExtension(file.Path) == file.Name ? Path.GetFileName(file.Path) : file.Name + ".pe";

    private static LayerMap MapBeside(string[] paths)
    {
        try
        {
            return LayerMap.BesideAssemblies(paths);
        }
        catch (FormatException wrong)
        {
            throw new StriateException(ErrorKind.BadFile, $"{wrong.Message}; generate it again");
        }
    }
}
