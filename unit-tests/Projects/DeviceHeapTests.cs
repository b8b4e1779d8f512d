using System.Globalization;
using System.Runtime.CompilerServices;
using Striate.Board.Links;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Projects;

namespace Striate.UnitTests.Projects;

/// <summary>
/// The free heap that the firmware prints before its timed inferences, in the emulator and on the real runtime: its 32-bit build with a
/// heap of 113,664 bytes printed the figures below.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class DeviceHeapTests
{
    private const long HeapOfTheRun = 113_664;
    private const long Tolerance = 150;

    // The firmware of that run had no sampler beside its inferences, no sensors and no votes; their static fields and the loader's records
    // of them take this much.
    private const long SensorBytes = 900;

    // Nor did it know blocks of a signal: their static fields, a longer buffer, and the records of three methods.
    private const long BlockBytes = 80;
    private const int MostReads = 100_000;

    [Theory]
    [InlineData("digits", 93_324, 7_289)]
    [InlineData("motion", 90_840, 6_540)]
    [InlineData("fashion-mnist", 85_968, 9_938)]
    [InlineData("cifar10", 19_320, 64_887)]
    public void The_free_heap_is_that_of_the_real_runtime(string example, long real, long workingMemoryThen)
    {
        var project = ProjectFile.Read(Path.Combine(Root(), example));
        project.Target.HeapBytes.ShouldBe(HeapOfTheRun);
        var (package, settings) = (
            PackageFile.Read(project.Package),
            project.Board.Firmware with
            {
                Source = FirmwareSource.Serial,
                TimedInferences = 1,
            }
        );
        var build = Generator.Build(
            package.Package.Network,
            project.Generator,
            package.Sha256,
            cancellation: TestContext.Current.CancellationToken
        );
        var firmware = EmulatedFirmware.Compile(build, package.Package, project.Generator, package.Sha256, settings, project.GoldenVectors);

        // The code of that run may have had less working memory.
        var expected = real - SensorBytes - BlockBytes - (build.Code.Memory.TotalBytes - workingMemoryThen);
        FreeHeapOf(firmware, LoadedSize.HeapLeft(project.Target, firmware.Assemblies.Select(assembly => assembly.Image)))
            .ShouldBeInRange(expected - Tolerance, expected + Tolerance);
    }

    private static long FreeHeapOf(EmulatedFirmware firmware, long heap)
    {
        const string free = "free heap: ";
        using var printed = new StringWriter();
        using var board = new EmulatedBoard(firmware, microsecondsPerInstruction: 0.1, new FirmwareSettings().BaudRate, heap, printed);
        for (var read = 0; read < MostReads && !printed.ToString().Contains("PASS", StringComparison.Ordinal); read++)
        {
            board.Read(new byte[64], TimeSpan.FromMilliseconds(100));
        }

        var line = printed.ToString().Split('\n').Single(line => line.StartsWith(free, StringComparison.Ordinal));
        return long.Parse(line[free.Length..].Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "examples"));
}
