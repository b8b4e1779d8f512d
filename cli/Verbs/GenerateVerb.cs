using System.CommandLine;
using Spectre.Console;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;

namespace Striate.Cli.Verbs;

/// <summary>striate generate: a package to C#.</summary>
internal static class GenerateVerb
{
    /// <summary>Golden vectors of a self-test if nothing else is asked for.</summary>
    public const int DefaultGolden = 4;

    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var folder = new Option<string>("--out")
        {
            Description = "Folder for the generated C#.",
            Required = true,
            HelpName = "FOLDER",
        };
        var strategy = CommonOptions.Strategy(CommonOptions.NameOf(new GeneratorOptions().Strategy), allowAll: false);
        var space = CommonOptions.Namespace();
        var (className, instances) = (CommonOptions.ClassName(), CommonOptions.Instances());
        var budgets = new BudgetOptions(isTargetGiven: true);
        var streaming = new StreamingOptions();
        var golden = CommonOptions.Integer(
            "--golden",
            "Golden vectors for the self-test of the firmware",
            DefaultGolden,
            1,
            PackageLimits.MaximumGoldenVectors
        );
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 1 and the reason if the folder is not current." };
        var map = new Option<bool>("--map")
        {
            Description = "Print the memory map: feature maps with offsets and lifetimes, and everything else on the heap.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "generate",
            "Generates allocation-free fixed-point C# from a model package, compiles it and checks it against nanoFramework's limits."
        )
        {
            Examples =
            [
                "striate generate digits.striate --out generated",
                "striate generate digits.striate --out generated --strategy table --namespace My.Model",
                "striate generate digits.striate --out generated --target esp32-s3-psram --max-flash 64K --map",
                "striate generate digits.striate --out generated --check",
                "striate generate motion1d.striate --out generated --streaming --hop auto",
            ],
        };
        verb.Arguments.Add(package);
        foreach (var option in new Option[] { folder, strategy, space, className, instances, golden, check, map, json })
        {
            verb.Options.Add(option);
        }

        budgets.AddTo(verb);
        streaming.AddTo(verb);

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(package),
                        parsed.GetRequiredValue(folder),
                        budgets.AddTo(
                            new GeneratorOptions(
                                CommonOptions.Strategies(parsed.GetRequiredValue(strategy))[0],
                                parsed.GetRequiredValue(space)
                            )
                            {
                                ClassName = parsed.GetValue(className),
                                HasInstances = parsed.GetValue(instances),
                            },
                            parsed
                        ),
                        streaming.Of(parsed),
                        parsed.GetValue(golden),
                        parsed.GetResult(golden) is { Implicit: false },
                        parsed.GetValue(check),
                        parsed.GetValue(map),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        string path,
        string folder,
        GeneratorOptions options,
        StreamingChoice streaming,
        int golden,
        bool isGoldenGiven,
        bool isCheck,
        bool isMap,
        CancellationToken cancellation
    )
    {
        if (!isCheck)
        {
            OutputFiles.RequireFolder("--out", folder);
        }

        var package = PackageFile.Read(path);
        (options, var curve) = streaming.Apply(screen, package, options, cancellation);
        var build = Builds.Build(screen, package, options, cancellation);
        var code = FirmwareEmission.AddTo(build.Code, package.Package, options, package.Sha256, golden);
        cancellation.ThrowIfCancellationRequested();
        var stale = isCheck ? OutputFolder.Check(code, folder) : null;
        if (!isCheck)
        {
            OutputFolder.Write(code, folder);
        }

        var result = new
        {
            package.Sha256,
            Options = options.ToString(),
            IsCurrent = stale is null,
            Stale = stale,
            build.IlBytes,
            code.TableBytes,
            code.Memory.ArenaBytes,
            HeapBytes = build.Map.TotalBytes,
            CodeBytes = build.FlashBytes,
            PredictedInstructions = code.Plan?.Instructions,
            options.Hop,
            Hops = curve.Count == 0 ? null : curve,
            build.Map,
            GoldenVectors = Math.Min(golden, package.Package.GoldenVectors.Length),
            Files = code
                .Files.Select(file => new
                {
                    Path = $"{file.Assembly}/{file.Name}",
                    file.Layer,
                    Bytes = file.Text.Length,
                })
                .ToArray(),
        };
        if (stale is not null && !screen.IsJson)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{folder}: {stale}; run 'striate generate' again without --check");
        }

        screen.Show(
            result,
            view =>
            {
                if (isCheck)
                {
                    view.Line($"{folder} is current");
                    return;
                }

                var table = view.Table("file", "layer", "bytes");
                foreach (var file in result.Files)
                {
                    table.AddRow(Markup.Escape(file.Path), Markup.Escape(file.Layer ?? ""), Format.Count(file.Bytes));
                }

                view.Write(table);
                StreamingChoice.Draw(view, curve, options.Hop);
                view.Line(
                    $"{Format.Count(result.IlBytes)} bytes of IL, {Format.Count(result.TableBytes)} of tables, {Format.Count(result.CodeBytes)} of flash, {Format.Count(result.HeapBytes)} of heap"
                );
                if (isGoldenGiven)
                {
                    Builds.TellGolden(view, package, golden);
                }

                if (isMap)
                {
                    view.Line();
                    MemoryMapTable.Draw(view, build.Map);
                }
            }
        );
        return stale is null ? ExitCode.Success : ExitCode.CheckFailed;
    }
}
