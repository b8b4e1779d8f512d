using Striate.Codegen;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.Board.Toolchain;

/// <summary>
/// Whether a board can read a project's sensor beside its inferences, as far as an estimate tells, and whether the network reads what it
/// gives.
/// </summary>
/// <param name="Settings">With the samples from one window to the next that the project leaves open.</param>
/// <param name="Estimate">Of an inference; null for other inputs.</param>
/// <param name="Warning">Why windows may be lost; null when none are expected to.</param>
public sealed record SensorChecks(FirmwareSettings Settings, TimeEstimate? Estimate, string? Warning)
{
    /// <summary>
    /// Steps of a signal in a second that the slowest such board computes as they come; null where it takes whole windows.
    /// </summary>
    public double? SustainedHertz { get; init; }

    private const double RateTolerance = 0.01;

    /// <summary>Chooses the hop where the project does not, and refuses one that the fastest such board cannot keep up with.</summary>
    /// <param name="settings">The firmware's.</param>
    /// <param name="build">The generated code.</param>
    /// <param name="package">Its package.</param>
    /// <param name="form">The block form that the code computes; null: whole windows.</param>
    /// <param name="estimates">Times of the board.</param>
    /// <param name="cancellation">Stops the inference that is counted.</param>
    /// <exception cref="StriateException">Windows are lost however fast the board is, or the network was trained on other
    /// readings.</exception>
    public static SensorChecks Of(
        FirmwareSettings settings,
        BuildResult build,
        ModelPackage package,
        BlockForm? form,
        Estimates estimates,
        CancellationToken cancellation
    )
    {
        var input = package.Network.Input.Shape.Length;
        if (settings.IsSensor && OtherReadings(settings, package) is { } other)
        {
            throw new StriateException(ErrorKind.CheckFailed, $"[board] {other}");
        }

        if (form is not null && settings.IsSensor && !package.GoldenVectors.IsEmpty)
        {
            return OfStream(settings with { AdcHop = form.Hop }, build, package, form, estimates, cancellation);
        }

        if (!settings.IsSensor || settings.Problem(input) is not null || package.GoldenVectors.IsEmpty)
        {
            return new SensorChecks(settings, null, null);
        }

        var counted = Verifier.Verify(build, package.Network, package.GoldenVectors[..1], cancellation: cancellation);
        var estimate = estimates.Of(counted.Instructions.Mean, counted.CostUnits);
        var timing = SensorTiming.Of(settings, input);
        var (fastest, slowest) = (estimate.Milliseconds.Low * 1000, estimate.Milliseconds.High * 1000);
        if (settings.AdcHop == 0)
        {
            settings = settings with { AdcHop = timing.SmallestHop(slowest) };
        }

        return timing.Problem(settings.AdcHop, fastest) is { } problem
            ? throw new StriateException(ErrorKind.CheckFailed, $"[board] {problem}; the time is an estimate: {estimate.Assumption}")
            : new SensorChecks(settings, estimate, timing.Problem(settings.AdcHop, slowest));
    }

    private static SensorChecks OfStream(
        FirmwareSettings settings,
        BuildResult build,
        ModelPackage package,
        BlockForm form,
        Estimates estimates,
        CancellationToken cancellation
    )
    {
        var counted = StreamVerifier.Verify(
            build,
            form,
            StreamVerifier.StreamOf(form, package.GoldenVectors[..1]),
            tracedBlocks: 0,
            cancellation: cancellation
        );
        var estimate = estimates.Of(counted.Instructions.Mean, counted.CostUnits);
        var timing = SensorTiming.Of(settings, form.Hop * form.StepLength);
        var (fastest, slowest) = (estimate.Milliseconds.Low * 1000, estimate.Milliseconds.High * 1000);
        return timing.StreamProblem(form.Hop, fastest) is { } problem
            ? throw new StriateException(ErrorKind.CheckFailed, $"[board] {problem}; the time is an estimate: {estimate.Assumption}")
            : new SensorChecks(settings, estimate, timing.StreamProblem(form.Hop, slowest))
            {
                SustainedHertz = 1_000_000 * form.Hop / slowest,
            };
    }

    /// <summary>Why a sensor's readings are none that a network was trained on; null where they may be.</summary>
    /// <param name="settings">With a sensor.</param>
    /// <param name="package">Its contract says what the network reads.</param>
    /// <param name="areScaled">Whether readings have the network's steps, as those of a recording that is played.</param>
    public static string? OtherReadings(FirmwareSettings settings, ModelPackage package, bool areScaled = false)
    {
        const string remedy = "train on recordings of 'striate board record'";
        var (name, hertz) = (package.Network.Name, 1_000_000.0 / settings.SampleMicroseconds);
        if (InputContract.Of(package) is not { } contract)
        {
            return settings.Source == FirmwareSource.I2cImu
                ? $"network '{name}' does not say how readings become its input; {remedy}"
                : null;
        }

        return contract.Channels.Length != settings.Channels
                ? $"network '{name}' was trained on {contract.Channels.Length} channels, and the sensor gives {settings.Channels}; set {(settings.Source == FirmwareSource.Adc ? "adc-channels" : "imu-axes")}"
            : !areScaled && contract.Channels.FirstOrDefault(channel => channel.Step != 1) is { } scaled
                ? FormattableString.Invariant(
                    $"network '{name}' was trained on values in steps of {scaled.Step:R}{(contract.Units is { } units ? " " + units : "")}, and the sensor gives whole readings; {remedy}"
                )
            : contract.Rate is { } rate && Math.Abs(rate - hertz) > RateTolerance * rate
                ? FormattableString.Invariant(
                    $"network '{name}' was trained on {rate:0.###} readings in a second, and the sensor gives {hertz:0.###}; set {(settings.Source == FirmwareSource.Adc ? "adc" : "imu")}-hertz"
                )
            : null;
    }
}
