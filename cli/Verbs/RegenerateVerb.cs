using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate regenerate: the code of a project after its package, its options or striate itself changed.</summary>
internal static class RegenerateVerb
{
    private const string Remedy = "; run 'striate regenerate' and commit what it writes";

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = $"The folder with {Project.FileName}.",
            DefaultValueFactory = _ => ".",
        };
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 1 and the reason if the output is not current." };
        var recorded = new Option<bool>("--recorded-accuracy")
        {
            Description = $"Where the data set is not at hand: take the accuracy from {FiguresFile.Name}, if it is the same package's.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "regenerate",
            "Generates a project's code again, verifies it, says what changed, and refuses what breaks a budget or the minimum accuracy."
        )
        {
            Examples = ["striate regenerate", "striate regenerate examples/digits --check"],
        };
        verb.Arguments.Add(folder);
        verb.Options.Add(check);
        verb.Options.Add(recorded);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        ProjectFile.Read(parsed.GetRequiredValue(folder)),
                        parsed.GetValue(check),
                        parsed.GetValue(recorded),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, Project project, bool isCheck, bool isRecorded, CancellationToken cancellation)
    {
        var package = project.Import is { } import
            ? ImportBar.Run(screen, import.Options.Quantisation, progress => ProjectPackage.Current(project, progress, cancellation))
            : ProjectPackage.Current(project, cancellation: cancellation);
        if (isCheck && package.Stale is { } staleImport)
        {
            return Refuse(screen, project, staleImport + Remedy, FiguresFile.Read(project.Output), null, null);
        }

        var made = screen.Run(
            Regenerator.Stages[0],
            StageRelay.Steps,
            bar => Regenerator.Run(project, package, isRecorded, new StageRelay(bar, [.. Regenerator.Stages]), cancellation)
        );
        var reason =
            made.Broken is { Count: > 0 } broken ? string.Join("; ", broken)
            : isCheck && made.Stale() is { } staleCode ? staleCode + Remedy
            : null;
        if (reason is not null)
        {
            return Refuse(screen, project, reason, made.Before, made.After, made.Baseline);
        }

        if (!isCheck)
        {
            made.Write();
        }

        screen.Show(
            Result(project, null, !isCheck, isCheck ? null : package.Stale, made.Before, made.After, made.Baseline),
            view =>
            {
                FiguresTable.Draw(
                    view,
                    made.Before,
                    made.After,
                    made.Baseline,
                    isCheck ? $"{project.Output} is current" : $"{project.Output} is written"
                );
                if (package.Stale is { } old)
                {
                    view.Line($"{old}: imported anew");
                }

                if (project.GoldenVectors != ProjectFile.DefaultGoldenVectors)
                {
                    Builds.TellGolden(view, package.Loaded, project.GoldenVectors);
                }
            }
        );
        return ExitCode.Success;
    }

    private static int Refuse(Screen screen, Project project, string reason, Figures? before, Figures? after, double? baseline)
    {
        if (!screen.IsJson)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{project.File}: {reason}; nothing was changed");
        }

        screen.Show(Result(project, reason, false, null, before, after, baseline), _ => { });
        return ExitCode.CheckFailed;
    }

    private static object Result(
        Project project,
        string? reason,
        bool isWritten,
        string? imported,
        Figures? before,
        Figures? after,
        double? baseline
    ) =>
        new
        {
            project.File,
            Passed = reason is null,
            Reason = reason,
            Written = isWritten,
            Imported = imported,
            Before = before,
            After = after,
            Baseline = baseline,
        };
}
