using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Codegen;
using Striate.Codegen.Emission;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Cli;

/// <summary>Boards to test, with refusals as one line.</summary>
internal static class Boards
{
    // The emulated board is tested afterwards with more than a self-test can hold.
    private const int SelfTestVectors = 2;
    private const int TimedInferences = 2;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The firmware in the emulator, at the speed that is assumed for the default target.</summary>
    /// <exception cref="CliException">The package has no golden vectors, or the checker found something.</exception>
    public static EmulatedBoard Emulated(LoadedPackage package, GeneratorOptions options, int baudRate)
    {
        var build = Builds.Build(package, options);
        var settings = new FirmwareSettings(FirmwareSource.Serial, BaudRate: baudRate) { TimedInferences = TimedInferences };
        var firmware = Builds.Refusing(() => EmulatedFirmware.Compile(build, package.Package, options, package.Sha256, settings, SelfTestVectors));
        return new EmulatedBoard(firmware, Targets.Default.MicrosecondsPerInstruction.High, baudRate);
    }

    /// <summary>Who the board is; it must run this package.</summary>
    /// <exception cref="CliException">It does not, or its self-test failed, or it does not answer.</exception>
    public static HelloAnswer Hello(IBoardLink board, LoadedPackage package)
    {
        try
        {
            var hello = new BoardClient(board, s_patience, attempts: 2).Hello();
            return hello.Package != FirmwareEmission.PackageNumber(package.Sha256)
                ? throw new CliException(ExitCode.CheckFailed, "the board runs another package; generate the firmware from this one and flash it")
                : !hello.SelfTestPassed ? throw new CliException(ExitCode.CheckFailed, "the board's self-test failed; its debug output names the layer")
                : hello;
        }
        catch (BoardException exception)
        {
            throw new CliException(ExitCode.CheckFailed, exception.Message);
        }
    }
}
