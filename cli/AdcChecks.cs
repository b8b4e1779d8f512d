using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.Verification;

namespace Striate.Cli;

/// <summary>Whether a board can read a project's analogue samples beside its inferences, as far as an estimate tells.</summary>
/// <param name="Settings">With the samples from one window to the next that the project leaves open.</param>
/// <param name="Estimate">Of an inference; null for other inputs.</param>
/// <param name="Warning">Why windows may be lost; null when none are expected to.</param>
internal sealed record AdcChecks(FirmwareSettings Settings, TimeEstimate? Estimate, string? Warning)
{
    /// <summary>Chooses the hop where the project does not, and refuses one that the fastest such board cannot keep up with.</summary>
    /// <exception cref="StriateException">Windows are lost however fast the board is.</exception>
    public static AdcChecks Of(Project project, BuildResult build, ModelPackage package, CancellationToken cancellation)
    {
        var (settings, input) = (project.Board.Firmware, package.Network.Input.Shape.Length);
        if (settings.Source != FirmwareSource.Adc || settings.Problem(input) is not null || package.GoldenVectors.IsEmpty)
        {
            return new AdcChecks(settings, null, null);
        }

        var counted = Verifier.Verify(build, package.Network, package.GoldenVectors[..1], cancellation: cancellation);
        var estimate = EstimatesOf(project).Of(counted.Instructions.Mean, counted.CostUnits);
        var (timing, fastest, slowest) = (AdcTiming.Of(settings, input), estimate.Milliseconds.Low * 1000, estimate.Milliseconds.High * 1000);
        if (settings.AdcHop == 0)
        {
            return new AdcChecks(settings with { AdcHop = timing.SmallestHop(slowest) }, estimate, null);
        }

        return timing.Problem(settings.AdcHop, fastest) is { } problem
            ? throw new StriateException(ErrorKind.CheckFailed, $"[board] {problem}; the time is an estimate: {estimate.Assumption}")
            : new AdcChecks(settings, estimate, timing.Problem(settings.AdcHop, slowest));
    }

    private static Estimates EstimatesOf(Project project)
    {
        Calibration[] known =
        [
            .. CalibrationFile.Read(CalibrationFile.DefaultPath).Where(calibration => calibration.Board == project.Target.Name
                && (project.Board.RuntimeVersion ?? calibration.Firmware) == calibration.Firmware),
        ];
        return new Estimates(project.Target, known is [var only] ? only : null);
    }
}
