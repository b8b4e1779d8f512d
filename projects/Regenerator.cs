using System.Collections.Immutable;
using Striate.Codegen;
using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Figures;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Projects;

/// <summary>A project's code as it is to be: generated, compiled, checked, verified against the integer reference, and measured.</summary>
public static class Regenerator
{
    /// <summary>The stages that take time, as progress names them, in their order.</summary>
    public static readonly ImmutableArray<string> Stages = [Evaluating, BuildStages.Planning, BuildStages.Compiling, Verifying];

    private const string Evaluating = "evaluating";

    private const string Verifying = "verifying";

    // The package's golden vectors, then synthetic ones.
    private const int Vectors = 32;

    /// <summary>Generates the code of a project; writes nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="package">Its package.</param>
    /// <param name="isRecorded">Takes the accuracy from the figures beside the code, if it is the same package's; the data set is not
    /// read.</param>
    /// <param name="progress">Gets the share of each of <see cref="Stages"/> that is done; from several threads.</param>
    /// <param name="cancellation">Stops between inputs and between two ways that are compared.</param>
    /// <exception cref="StriateException">
    /// The code does not fit or differs from the reference, the package's golden vectors are wrong, a file of the data set is missing or
    /// damaged, or no accuracy of this package is recorded.
    /// </exception>
    public static Regeneration Run(
        Project project,
        ProjectPackage package,
        bool isRecorded = false,
        IProgress<StageProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var before = FiguresFile.Read(project.Output);
        var (accuracy, baseline) = Accuracy(project, package.Loaded, before, isRecorded, progress, cancellation);
        RequireGolden(project, package.Loaded.Package);
        var build = Build(project, package.Loaded, progress, cancellation);
        var report = Verified(project, package.Loaded, build, progress, cancellation);
        var code = FirmwareEmission.AddTo(
            build.Code,
            package.Loaded.Package,
            project.Generator,
            package.Loaded.Sha256,
            project.GoldenVectors,
            project.Board.Firmware
        );
        return new Regeneration(
            project,
            package,
            code,
            before,
            Figures.Of(build, report, package.Loaded.Sha256, project.Generator.ToString(), accuracy),
            baseline
        );
    }

    private static (AccuracyFigure? Accuracy, double? Baseline) Accuracy(
        Project project,
        LoadedPackage package,
        Figures? before,
        bool isRecorded,
        IProgress<StageProgress>? progress,
        CancellationToken cancellation
    )
    {
        if (project.Accuracy is not { } goal)
        {
            return (null, null);
        }

        if (isRecorded)
        {
            return (Recorded(project, before, package.Sha256), null);
        }

        var data = PackageData.Load(goal.DataSet, goal.Data, goal.Reading ?? new DataOptions(), package.Package);
        var count = data.Test.Count;
        var correct = PackageEvaluation.Confusion(package.Package, data, Share(progress, Evaluating, count), cancellation).Correct;
        return (
            new AccuracyFigure(data.Name, data.Checksum, count, correct, Percentages.Of(correct, count)),
            Percentages.Of(data.Baseline, 100)
        );
    }

    private static AccuracyFigure Recorded(Project project, Figures? before, string sha256) =>
        before?.PackageSha256 == sha256 && before.Accuracy is { } accuracy && accuracy.DataSet == project.Accuracy!.DataSet
            ? accuracy
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"{project.File}: {FiguresFile.Name} has no accuracy of this package; regenerate where the data set '{project.Accuracy!.DataSet}' is"
            );

    private static BuildResult Build(
        Project project,
        LoadedPackage package,
        IProgress<StageProgress>? progress,
        CancellationToken cancellation
    )
    {
        try
        {
            return PackageBuild.Run(package, project.Generator, progress, cancellation);
        }
        catch (StriateException refused) when (refused.Kind == ErrorKind.CheckFailed)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"{project.File}: {refused.Message.TrimEnd('.')}; nothing was changed");
        }
    }

    private static void RequireGolden(Project project, ModelPackage package)
    {
        if (GoldenVectors.FirstWrong(package.Network, package.GoldenVectors) is { } wrong)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{project.Package}: golden vector {wrong} is not what the integer reference computes; train again"
            );
        }
    }

    private static VerificationReport Verified(
        Project project,
        LoadedPackage package,
        BuildResult build,
        IProgress<StageProgress>? progress,
        CancellationToken cancellation
    )
    {
        var (network, golden) = (package.Package.Network, package.Package.GoldenVectors);
        var inputs = TestInputs.For(network.Input, Math.Max(0, Vectors - golden.Length));
        ImmutableArray<GoldenVector> expected = [.. golden.Take(Vectors), .. GoldenVectors.Compute(network, inputs, cancellation)];
        var form = project.Generator.FormOf(network);
        var stream = form is null ? [] : StreamVerifier.StreamOf(form, expected);
        var report = form is not null
            ? StreamVerifier.Verify(
                build,
                form,
                stream,
                progress: Share(progress, Verifying, stream.Length / (form.Hop * form.StepLength)),
                cancellation: cancellation
            )
            : Verifier.Verify(build, network, expected, new VerifierOptions(), Share(progress, Verifying, expected.Length), cancellation);
        return report.Passed
            ? report
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"{project.File}: the new code is not equal to the integer reference: {report.FirstDifference?.ToString() ?? $"{report.Allocations} allocations"}; nothing was changed"
            );
    }

    private static Relay<int>? Share(IProgress<StageProgress>? progress, string stage, int count) =>
        progress is null ? null : new Relay<int>(done => progress.Report(new StageProgress(stage, (double)done / count)));
}
