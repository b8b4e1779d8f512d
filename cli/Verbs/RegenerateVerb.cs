using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.Verification;

namespace Striate.Cli.Verbs;

/// <summary>striate regenerate: the code of a project after its package, its options or striate itself changed.</summary>
internal static class RegenerateVerb
{
    // The package's golden vectors, then synthetic ones.
    private const int Vectors = 32;

    private const string Remedy = "; run 'striate regenerate' and commit what it writes";

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER")
        {
            Description = $"The folder with {Project.FileName}.", DefaultValueFactory = _ => ".",
        };
        var check = new Option<bool>("--check") { Description = "Write nothing; exit with 1 and the reason if the output is not current." };
        var recorded = new Option<bool>("--recorded-accuracy")
        {
            Description = $"Where the data set is not at hand: take the accuracy from {FiguresFile.Name}, if it is the same package's.",
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "regenerate", "Generates a project's code again, verifies it, says what changed, and refuses what breaks a budget or the minimum accuracy.")
        {
            Examples = ["striate regenerate", "striate regenerate examples/digits --check"],
        };
        verb.Arguments.Add(folder);
        verb.Options.Add(check);
        verb.Options.Add(recorded);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)),
            ProjectFile.Read(parsed.GetRequiredValue(folder)),
            parsed.GetValue(check),
            parsed.GetValue(recorded),
            cancellation)));
        return verb;
    }

    private static int Run(Screen screen, Project project, bool isCheck, bool isRecorded, CancellationToken cancellation)
    {
        var (before, package) = (FiguresFile.Read(project.Output), ProjectPackage.Current(project));
        if (isCheck && package.Stale is { } staleImport)
        {
            return Refuse(screen, project, staleImport + Remedy, before, null, null);
        }

        var data = project.Accuracy is { } goal && !isRecorded ? new DataSource(goal.DataSet, goal.Data, goal.Reading ?? new DataOptions()).Load(goal.DataSet, package.Loaded.Package) : null;
        var accuracy = project.Accuracy is null ? null
            : data is null ? Recorded(project, before, package.Loaded.Sha256)
            : Accuracy(screen, data, package.Loaded, cancellation);
        var baseline = data is null ? (double?)null : TrainingReport.Percent(data.Baseline, 100);
        var regeneration = Generate(screen, project, package, before, accuracy, cancellation);
        var reason = regeneration.Broken is { Count: > 0 } broken ? string.Join("; ", broken)
            : isCheck && regeneration.Stale() is { } staleCode ? staleCode + Remedy
            : null;
        if (reason is not null)
        {
            return Refuse(screen, project, reason, before, regeneration.After, baseline);
        }

        if (!isCheck)
        {
            regeneration.Write();
        }

        screen.Show(Result(project, null, !isCheck, isCheck ? null : package.Stale, before, regeneration.After, baseline), view =>
        {
            FiguresTable.Draw(view, before, regeneration.After, baseline, isCheck ? $"{project.Output} is current" : $"{project.Output} is written");
            if (package.Stale is { } old)
            {
                view.Line($"{old}: imported anew");
            }

            if (project.GoldenVectors != ProjectFile.DefaultGoldenVectors)
            {
                Builds.TellGolden(view, package.Loaded, project.GoldenVectors);
            }
        });
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

    private static object Result(Project project, string? reason, bool isWritten, string? imported, Figures? before, Figures? after, double? baseline) =>
        new { project.File, Passed = reason is null, Reason = reason, Written = isWritten, Imported = imported, Before = before, After = after, Baseline = baseline };

    private static Regeneration Generate(
        Screen screen, Project project, ProjectPackage source, Figures? before, AccuracyFigure? accuracy, CancellationToken cancellation)
    {
        var package = source.Loaded;
        var (network, golden) = (package.Package.Network, package.Package.GoldenVectors);
        if (GoldenVectors.FirstWrong(network, golden) is { } wrong)
        {
            throw new StriateException(
                ErrorKind.CheckFailed, $"{project.Package}: golden vector {wrong} is not what the integer reference computes; train again");
        }

        var build = Build(screen, project, package, cancellation);
        var code = Builds.WithFirmware(build, package, project.Generator, project.GoldenVectors, project.Board.Firmware);
        var inputs = TestInputs.For(network.Input, Math.Max(0, Vectors - golden.Length));
        ImmutableArray<GoldenVector> expected = [.. golden.Take(Vectors), .. GoldenVectors.Compute(network, inputs, cancellation)];
        var report = screen.Run("verifying", expected.Length, bar => Verifier.Verify(
            build, network, expected, new VerifierOptions(), new Relay<int>(done => bar.Report((done, $"verifying, {done} of {expected.Length}"))), cancellation));
        return report.Passed
            ? new Regeneration(project, source, code, before, Figures.Of(build, report, package.Sha256, project.Generator.ToString(), accuracy))
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"{project.File}: the new code is not equal to the integer reference: {report.FirstDifference?.ToString() ?? $"{report.Allocations} allocations"}; nothing was changed");
    }

    private static BuildResult Build(Screen screen, Project project, LoadedPackage package, CancellationToken cancellation)
    {
        try
        {
            return Builds.Build(screen, package, project.Generator, cancellation);
        }
        catch (StriateException refused) when (refused.Kind == ErrorKind.CheckFailed)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{project.File}: {refused.Message.TrimEnd('.')}; nothing was changed");
        }
    }

    private static AccuracyFigure Accuracy(Screen screen, DataSet data, LoadedPackage package, CancellationToken cancellation)
    {
        var correct = Evaluation.Correct(screen, package, data, cancellation);
        return new AccuracyFigure(data.Name, data.Checksum, data.Test.Count, correct, TrainingReport.Percent(correct, data.Test.Count));
    }

    private static AccuracyFigure Recorded(Project project, Figures? before, string sha256) =>
        before?.PackageSha256 == sha256 && before.Accuracy is { } accuracy && accuracy.DataSet == project.Accuracy!.DataSet
            ? accuracy
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"{project.File}: {FiguresFile.Name} has no accuracy of this package; regenerate where the data set '{project.Accuracy!.DataSet}' is");
}
