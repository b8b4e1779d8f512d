using System.Runtime.CompilerServices;
using Striate.Board.Toolchain;
using Striate.Cli;
using Striate.Emulator;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Reading;
using Striate.UnitTests.Deployment;

namespace Striate.UnitTests.Cli;

/// <summary>Images of applications that need more than the core library.</summary>
public sealed class LibraryImageTests : IDisposable
{
    private readonly PackageFolder _folder = new();
    private readonly DirectoryInfo _libraries;

    public LibraryImageTests()
    {
        _libraries = Directory.CreateDirectory(_folder["libraries"]);
        foreach (var library in NanoFramework.Packages.Skip(1))
        {
            Put(library.Assembly, StandInLibrary.Portable(library.Assembly));
        }

        File.WriteAllText(
            _folder["striate.toml"],
            $"package = \"{Path.GetFileName(_folder.Package)}\"\n[generator]\nstrategy = \"literal\"\n[board]\ninput = \"serial\"\nadc-hertz = 10\n"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("serial", "System.IO.Ports")]
    [InlineData("adc", "System.Device.Adc")]
    public void The_libraries_of_a_folder_are_in_it_before_what_needs_them(string input, string needed)
    {
        var build = Build(input, "--json");

        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        build.Json.GetProperty("booted").GetBoolean().ShouldBe(input == "adc", "serial input waits for a computer");
        var image = DeploymentImage.Read(File.ReadAllBytes(PathOf(build)));
        string[] names = [.. image.Assemblies.Select(assembly => assembly.Name)];
        names[0].ShouldBe("mscorlib");
        names.ShouldContain(needed);
        names[^1].ShouldBe("Striate.Firmware");
        image.Application.Select(assembly => assembly.Name).ShouldBe(["Sample", "Sample.Trace", "Striate.Firmware"]);
        foreach (var (assembly, place) in image.Assemblies.Select((assembly, place) => (assembly, place)))
        {
            assembly.References.ShouldAllBe(reference =>
                Array.IndexOf(names, reference.Name) >= 0 && Array.IndexOf(names, reference.Name) < place
            );
        }

        foreach (var library in image.Assemblies.Skip(1).Except(image.Application))
        {
            library.Bytes.ToArray().ShouldBe(StandInLibrary.Portable(library.Name));
        }

        build
            .Json.GetProperty("assemblies")
            .EnumerateArray()
            .Select(row => (row.GetProperty("name").GetString()!, row.GetProperty("version").GetString()!))
            .ShouldBe(image.Assemblies.Select(assembly => (assembly.Name, assembly.Version.ToString())));
    }

    [Fact]
    public void What_is_flashed_answers_in_the_emulator()
    {
        var path = PathOf(Build("serial", "--json"));

        var test = CliRun.Of("board", "test", _folder["."], "--emulated", "--image", path, "--vectors", "5", "--json");

        test.ExitCode.ShouldBe(ExitCode.Success, test.Error);
        (test.Json.GetProperty("equal").GetInt32(), test.Json.GetProperty("vectors").GetInt32()).ShouldBe((5, 5));
        CliRun.Of("board", "test", _folder["."], "--image", path).ShouldBeRefused(ExitCode.Usage, "--image", "--emulated");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4]);
        CliRun.Of("board", "test", _folder["."], "--emulated", "--image", path).ShouldBeRefused(ExitCode.BadInput, path, "damaged");
    }

    [Fact]
    [Trait(SlowTests.Category, SlowTests.Name)]
    public void What_is_flashed_classifies_what_its_converter_reads()
    {
        const int windows = 40;
        File.Copy(Path.Combine(Root(), "examples/motion/motion1d.striate"), _folder["motion.striate"]);
        File.WriteAllText(
            _folder["striate.toml"],
            "package = \"motion.striate\"\n[generator]\nstrategy = \"table\"\n[board]\ninput = \"adc\"\nadc-hertz = 10\nadc-hop = 8\nadc-channels = [0, 1, 2, 3, 4, 5]\n"
        );
        var build = Build("adc", "--json");
        build.Json.GetProperty("booted").GetBoolean().ShouldBeTrue();
        var network = PackageFile.Read(_folder["motion.striate"]).Package.Network;
        var (hop, steps, channels) = (8, network.Input.Shape.Width, network.Input.Shape.Channels);
        var application = DeploymentImage.Read(File.ReadAllBytes(PathOf(build))).Application;
        using var end = new CancellationTokenSource();
        using var output = new StringWriter();
        var taken = new int[channels];
        int Read(int channel)
        {
            // A window more than those that are compared: their classes are printed by then.
            if (taken[channel] > steps + (windows * hop))
            {
                end.Cancel();
            }

            return Level(channel, taken[channel]++);
        }

        var machine = Machine.Load(
            application.Select(assembly => assembly.Bytes),
            new MachineOptions
            {
                Output = output,
                AdcValue = Read,
                Cancellation = end.Token,
                InstructionLimit = 4_000_000_000,
            }
        );
        Should.Throw<OperationCanceledException>(() => machine.InvokeMain(application[^1].Name));

        // What is printed is the class whenever it changes.
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line != "PASS").Skip(1).ToList();
        var classes = Enumerable
            .Range(0, windows)
            .Select(window => ClassOf(network, at => Level(at % channels, (window * hop) + (at / channels))))
            .ToList();
        string[] changes = [.. classes.Where((name, window) => window == 0 || name != classes[window - 1])];
        changes.Length.ShouldBeGreaterThan(2);
        lines.Take(changes.Length).ShouldBe(changes);

        // Rest, then ever faster swinging of each channel.
        static int Level(int channel, int sample) => 2048 + (int)(1900 * Math.Sin(sample * (sample / 60) * 0.02 * (1 + channel)));
    }

    // There is no package before something is recorded.
    [Theory]
    [InlineData("i2c-imu", true)]
    [InlineData("adc", false)]
    public void A_recorder_needs_no_package_and_the_bus_only_for_what_is_there(string input, bool needsBus)
    {
        File.WriteAllText(_folder["striate.toml"], $"package = \"none.striate\"\n[board]\ninput = \"{input}\"\n");
        var build = CliRun.Of("board", "build", _folder["."], "--recorder", "--libraries", _libraries.FullName, "--json");
        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        var image = DeploymentImage.Read(File.ReadAllBytes(PathOf(build)));
        image.Application.Select(assembly => assembly.Name).ShouldBe(["Striate.Firmware"]);
        image.Assemblies.Any(assembly => assembly.Name == "System.Device.I2c").ShouldBe(needsBus);
        build.Json.GetProperty("settings").GetProperty("reports").GetBoolean().ShouldBeTrue();
        CliRun
            .Of("board", "build", _folder["."], "--recorder", "--input", "serial")
            .ShouldFail(ExitCode.BadInput, "[board] input is not a sensor");
    }

    [Theory]
    [InlineData(
        null,
        0x12345678u,
        "System.IO.Ports has native methods of checksum 0x12345678, the firmware those of 0xB798CE30; take the package of the firmware's version"
    )]
    [InlineData(
        (ushort)7,
        null,
        "Striate.Firmware needs System.IO.Ports 1.1.139.0, and 1.7.139.0 is there; take the package of that version"
    )]
    public void A_library_that_firmware_would_refuse_ends_the_build(ushort? minor, uint? checksum, string problem)
    {
        Put("System.IO.Ports", StandInLibrary.Portable("System.IO.Ports", minor, checksum));

        Build("serial").ShouldFail(ExitCode.CheckFailed, problem);

        Directory.Exists(_folder["board/bin"]).ShouldBeFalse();
    }

    [Fact]
    public void Packages_that_were_restored_are_used_after_the_folder()
    {
        var port = NanoFramework.Packages.Single(package => package.Assembly == "System.IO.Ports");
        var lib = Directory.CreateDirectory(_folder[$"packages/{port.Id.ToLowerInvariant()}/{port.Version}/lib/netnano1.0"]);
        File.WriteAllBytes(Path.Combine(lib.FullName, "System.IO.Ports.pe"), StandInLibrary.Portable("System.IO.Ports", minor: 5));
        var reference = new PortableReference("System.IO.Ports", new Version(1, 1, 139, 0));

        Found(folder: null).Version.Minor.ShouldBe(5);
        Found(_libraries.FullName).Version.Minor.ShouldBe(1);

        PortableFile Found(string? folder) =>
            Packages(folder, _ => throw new InvalidOperationException("nothing is to be restored")).Find(reference);
    }

    [Fact]
    public void A_library_that_is_nowhere_is_restored_and_otherwise_named()
    {
        var restores = 0;
        var packages = Packages(null, _ => restores++);

        Should
            .Throw<StriateException>(() => packages.Find(new PortableReference("System.Device.Adc", new Version(1, 1))))
            .Message.ShouldBe(
                $"package nanoFramework.System.Device.Adc {NanoFramework.Packages.Single(package => package.Assembly == "System.Device.Adc").Version} holds no System.Device.Adc.pe; put it into a folder and name it with --libraries"
            );
        restores.ShouldBe(1);
        Should
            .Throw<StriateException>(() => packages.Find(new PortableReference("Acme.Sensors", new Version(1, 0))))
            .Message.ShouldBe(
                "the application needs Acme.Sensors, which is not a nanoFramework library that Striate knows; put Acme.Sensors.pe into a folder and name it with --libraries"
            );
        restores.ShouldBe(1);
    }

    private static string ClassOf(Network network, Func<int, int> level)
    {
        var type = network.Input.Type;
        var input = Enumerable
            .Range(0, network.Input.Shape.Length)
            .Select(at => (byte)(type.Minimum + (level(at) * (type.Maximum - type.Minimum) / 4095)))
            .ToArray();
        var logits = ReferenceExecutor.Run(network, input).Logits;
        return network.Labels[logits.IndexOf(logits.Max())];
    }

    private static string Root([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));

    private static string PathOf(CliRun build) => build.Json.GetProperty("image").GetProperty("path").GetString()!;

    private LibraryPackages Packages(string? folder, Action<CancellationToken> restore) =>
        new(folder, TestContext.Current.CancellationToken) { Roots = [_folder["packages"]], Restore = restore };

    private CliRun Build(string input, params string[] more) =>
        CliRun.Of(["board", "build", _folder["."], "--input", input, "--libraries", _libraries.FullName, .. more]);

    private void Put(string assembly, byte[] portable) => File.WriteAllBytes(Path.Combine(_libraries.FullName, assembly + ".pe"), portable);
}
