using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Board.Toolchain;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>What is known of a board before anything is asked of it: from a project, or from a package alone.</summary>
/// <param name="Package">The package that it runs.</param>
/// <param name="Options">The options that its code was generated with.</param>
/// <param name="Target">The kind of board.</param>
/// <param name="Port">Serial port of this computer; null: none is set.</param>
/// <param name="BaudRate">Bits per second.</param>
internal sealed record BoardPlace(LoadedPackage Package, GeneratorOptions Options, Target Target, string? Port, int BaudRate)
{
    /// <summary>Reads a project's folder, or a package.</summary>
    /// <exception cref="StriateException">The project file is missing or wrong.</exception>
    /// <exception cref="PackageException">The package is damaged.</exception>
    public static BoardPlace Read(string path)
    {
        if (!Directory.Exists(path))
        {
            return new BoardPlace(
                PackageFile.Read(path),
                new GeneratorOptions(Strategy.Planned),
                Targets.Default,
                null,
                new FirmwareSettings().BaudRate
            );
        }

        var project = ProjectFile.Read(path);
        return new BoardPlace(
            ProjectPackage.Read(project),
            project.Generator,
            project.Target,
            project.Board.Port,
            project.Board.Firmware.BaudRate
        );
    }
}

/// <summary>Boards and their tools, with refusals as one line.</summary>
internal static class Boards
{
    // The emulated board is tested afterwards with more than a self-test can hold.
    private const int SelfTestVectors = 2;
    private const int TimedInferences = 2;

    // A minute in all: a board that starts runs its self-test before it answers. Bad lines lose greetings as well.
    private const int GreetingAttempts = 12;
    private static readonly TimeSpan s_greetingLimit = TimeSpan.FromSeconds(5);

    /// <summary>The firmware in the emulator, at the speed that is assumed for the target.</summary>
    /// <param name="place">The board.</param>
    /// <param name="image">An image whose application runs; null: the firmware is compiled with the package.</param>
    /// <param name="debug">Takes what the firmware prints.</param>
    /// <exception cref="StriateException">The package has no golden vectors, the checker found something, or the image is
    /// damaged.</exception>
    public static EmulatedBoard Emulated(BoardPlace place, string? image, TextWriter? debug = null)
    {
        var firmware = image is null ? Compiled(place) : EmulatedFirmware.Of(AssemblyFiles.ReadImage(image));
        return new EmulatedBoard(
            firmware,
            place.Target.MicrosecondsPerInstruction.High,
            place.BaudRate,
            LoadedSize.HeapLeft(place.Target, firmware.Assemblies.Select(assembly => assembly.Image)),
            debug
        );
    }

    /// <summary>The firmware with a sensor, compiled with the package.</summary>
    /// <exception cref="StriateException">The package has no golden vectors, the checker found something, or no board can have these
    /// settings.</exception>
    public static EmulatedFirmware WithSensor(BoardPlace place, FirmwareSettings settings)
    {
        var (package, options) = (place.Package, place.Options);
        if (SensorChecks.OtherReadings(settings, package.Package, areScaled: true) is { } other)
        {
            throw new StriateException(ErrorKind.CheckFailed, other);
        }

        var build = Builds.Build(package, options, CancellationToken.None);
        return EmulatedFirmware.Compile(
            build,
            package.Package,
            options,
            package.Sha256,
            settings with
            {
                TimedInferences = TimedInferences,
            },
            SelfTestVectors
        );
    }

    /// <summary>Refuses a board that runs another package.</summary>
    /// <exception cref="StriateException">It does, or its self-test failed.</exception>
    public static void RequirePackage(HelloAnswer hello, LoadedPackage package)
    {
        if (hello.IsRecorder)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                "the board records and has no network; build the project's firmware with [board] reports = true and flash it"
            );
        }

        if (Stale(hello, package) is { } stale)
        {
            throw new StriateException(ErrorKind.CheckFailed, stale);
        }

        if (!hello.SelfTestPassed)
        {
            throw new StriateException(ErrorKind.CheckFailed, "the board's self-test failed; its debug output names the layer");
        }
    }

    private static EmulatedFirmware Compiled(BoardPlace place)
    {
        var (package, options) = (place.Package, place.Options);
        var build = Builds.Build(package, options, CancellationToken.None);
        var settings = new FirmwareSettings(FirmwareSource.Serial, BaudRate: place.BaudRate) { TimedInferences = TimedInferences };
        return EmulatedFirmware.Compile(build, package.Package, options, package.Sha256, settings, SelfTestVectors);
    }

    /// <summary>Who the board is; it must run this package.</summary>
    /// <exception cref="StriateException">It does not, speaks another protocol, tells no time, failed its self-test, or does not
    /// answer.</exception>
    public static HelloAnswer Hello(IBoardLink board, LoadedPackage package, CancellationToken cancellation)
    {
        var hello = new BoardClient(board, s_greetingLimit, GreetingAttempts, cancellation).Hello();
        return hello.Protocol != HelloAnswer.KnownProtocol
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"the board speaks version {hello.Protocol} of the protocol, striate version {HelloAnswer.KnownProtocol}; rebuild and flash the firmware"
                )
            : Stale(hello, package) is { } stale ? throw new StriateException(ErrorKind.CheckFailed, stale)
            : hello.HeapMovement != 0
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    HeapMoved(hello.HeapBefore, hello.HeapAfter, "the inferences of its self-test")
                )
            : !hello.SelfTestPassed
                ? throw new StriateException(ErrorKind.CheckFailed, "the board's self-test failed; its debug output names the layer")
            : hello.Microseconds < 1
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"the board reports {hello.Microseconds} us for an inference, which cannot be; reset the board, or rebuild and flash its firmware"
                )
            : hello;
    }

    /// <summary>Has the board compute its golden vectors again and compares every layer's CRC and every logit.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="StriateException">One differs, or the board does not answer.</exception>
    public static int SelfTest(
        IBoardLink board,
        HelloAnswer hello,
        ModelPackage package,
        BlockForm? form,
        TimeSpan limit,
        CancellationToken cancellation
    ) =>
        BoardSelfTest.FirstDifference(board, package, form, hello.GoldenVectors, limit, cancellation) is { } difference
            ? throw new StriateException(
                ErrorKind.CheckFailed,
                $"the board runs this package, but {difference} differs from the integer reference; flash it again, and check that striate knows its firmware"
            )
            : hello.GoldenVectors;

    /// <summary>Bytes of free heap, as the board tells.</summary>
    /// <exception cref="StriateException">It does not answer.</exception>
    public static uint FreeHeap(IBoardLink board, TimeSpan limit, CancellationToken cancellation) =>
        new BoardClient(board, limit, BoardTest.Attempts, cancellation).FreeHeap();

    /// <summary>What is wrong with a board whose free heap is not what it was.</summary>
    public static string HeapMoved(uint before, uint after, string when) =>
        FormattableString.Invariant(
            $"the board's free heap moved by {(long)after - before:N0} bytes, from {before:N0} to {after:N0}, over {when}; an inference allocates nothing: flash it again"
        );

    private static string? Stale(HelloAnswer hello, LoadedPackage package) =>
        FirmwareEmission.PackageNumber(package.Sha256) is var expected && hello.Package == expected
            ? null
            : $"the image on the board is stale: it was built from package {Shown(hello.Package)}, this one is {Shown(expected)}; run 'striate board build' and 'striate board flash'";

    // The first bytes of the SHA-256, as tools print it.
    private static string Shown(ulong package) => Convert.ToHexStringLower(BitConverter.GetBytes(package)) + "...";
}
