using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Striate.Board.Links;
using Striate.Board.Toolchain;
using Striate.Cli;
using Striate.Platform;
using Striate.Projects;

namespace Striate.UnitTests.Cli;

/// <summary>doctor, build and flash with commands that are not the real ones.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class BoardToolTests : IDisposable
{
    // Builds what the real one would be asked for: an image of two assemblies, 1,000 bytes.
    private const string BuildsAnImage = """
        case "$1" in
          --version) echo 10.0.100 ;;
          build) /bin/mkdir -p bin/Release && /bin/cp "$HOME/image" bin/Release/Striate.Firmware.bin ;;
          *) exit 9 ;;
        esac
        """;

    private readonly PackageFolder _folder = new();

    public BoardToolTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the commands of this test are shell scripts");
        Write("input = \"serial\"\nflash-port = \"/dev/ttyUSB7\"");
        Directory.CreateDirectory(Home);
        WriteImage(Image(400, 598));
    }

    private string Home => _folder["home"];

    private string Application => _folder["board"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Doctor_says_what_is_missing_and_how_to_get_it()
    {
        var bare = await RunAsync("board", "doctor", "--json");
        bare.ExitCode.ShouldBe(ExitCode.CheckFailed, bare.Error);
        bare.Json.GetProperty("ready").GetBoolean().ShouldBeFalse();
        Part(bare, "nanoff").GetProperty("standing").GetString().ShouldBe("missing");
        Part(bare, "nanoff").GetProperty("remedy").GetString().ShouldBe("dotnet tool install -g nanoff");
        Part(bare, "dotnet").GetProperty("standing").GetString().ShouldBe("missing");
        Part(bare, "nanoclr").GetProperty("standing").GetString().ShouldBe("not installed, optional");
        Part(bare, NanoFramework.SdkId).GetProperty("remedy").GetString()!.ShouldContain(NanoFramework.SdkVersion);

        Directory.CreateDirectory(Path.Combine(Home, ".nuget", "packages", "nanoframework.corelibrary", NanoFramework.Packages[0].Version));
        CliProcess.Fake(Home, "dotnet", BuildsAnImage);
        CliProcess.Fake(Home, "nanoff", "echo 'nanoff 2.5.131+abcdef'");
        var ready = await RunAsync("board", "doctor", "--json");
        ready.ExitCode.ShouldBe(ExitCode.Success, ready.Error);
        Part(ready, "nanoff").GetProperty("version").GetString().ShouldBe("2.5.131");
        Part(ready, "dotnet").GetProperty("version").GetString().ShouldBe("10.0.100");
        Part(ready, NanoFramework.Packages[0].Id).GetProperty("standing").GetString().ShouldBe("installed");
        CliProcess.Fake(Home, "dotnet", "echo 6.0.100");
        (await RunAsync("board", "doctor")).ExitCode.ShouldBe(ExitCode.CheckFailed);
    }

    [Fact]
    public async Task An_image_is_built_checked_and_flashed()
    {
        (await RunAsync("board", "flash", _folder["."])).ShouldFail(ExitCode.BadInput, "no image", "striate board build");
        (await RunAsync("board", "flash", _folder["."], "--dry-run")).Output.ShouldContain("not there yet");
        (await RunAsync("board", "build", _folder["."], "--sdk")).ShouldFail(
            ExitCode.CheckFailed,
            "'dotnet' is not installed",
            "striate board doctor"
        );
        CliProcess.Fake(Home, "dotnet", BuildsAnImage);
        var build = await RunAsync("board", "build", _folder["."], "--sdk", "--json");
        build.ExitCode.ShouldBe(ExitCode.Success, build.Error);
        var image = build.Json.GetProperty("image").GetProperty("path").GetString()!;
        build.Json.GetProperty("image").GetProperty("bytes").GetInt32().ShouldBe(1000);
        File.ReadAllText(Path.Combine(Application, "generated", "Sample.Firmware", "Board.cs")).ShouldContain("Source = Serial");

        var dry = await RunAsync("board", "flash", _folder["."], "--dry-run");
        dry.Output.ShouldStartWith($"nanoff --target ESP32_REV0 --serialport /dev/ttyUSB7 --deploy --image {image} --address 0x1E0000\n");
        (await RunAsync("board", "flash", _folder["."])).ShouldFail(
            ExitCode.CheckFailed,
            "'nanoff' is not installed",
            "dotnet tool install -g nanoff"
        );
        CliProcess.Fake(Home, "nanoff", $"echo \"$*\" >> {Home}/told");
        (await RunAsync("board", "flash", _folder["."], "--port", "COM9", "--nanoff-target", "ESP32_PICO", "--runtime")).ExitCode.ShouldBe(
            ExitCode.Success
        );
        File.ReadAllLines(Path.Combine(Home, "told"))
            .ShouldBe([
                "--target ESP32_PICO --serialport COM9 --update",
                $"--target ESP32_PICO --serialport COM9 --deploy --image {image} --address 0x1E0000",
            ]);
        CliProcess.Fake(Home, "nanoff", "echo 'Error E6000: cannot open COM9'; exit 1");
        (await RunAsync("board", "flash", _folder["."])).ShouldFail(
            ExitCode.CheckFailed,
            "nanoff ended with 1 while it flashed the application",
            "E6000"
        );
        (await RunAsync("board", "flash", _folder["."], "--runtime")).ShouldFail(
            ExitCode.CheckFailed,
            "nanoff ended with 1 while it flashed the runtime",
            "E6000"
        );
        (await RunAsync("board", "flash", _folder["."], "--port=-erase")).ShouldFail(ExitCode.Usage, "hyphen");
    }

    [Fact]
    public async Task An_image_that_does_not_fit_or_fails_is_refused()
    {
        CliProcess.Fake(Home, "dotnet", BuildsAnImage);
        WriteImage(new byte[1_835_009]);
        (await RunAsync("board", "build", _folder["."], "--sdk")).ShouldFail(ExitCode.CheckFailed, "1,835,009", "1,835,008");
        (await RunAsync("board", "flash", _folder["."], "--dry-run")).ShouldFail(ExitCode.CheckFailed, "1,835,009", "not flashed");
        CliProcess.Fake(Home, "dotnet", $"echo 'x.csproj : error : The SDK {NanoFramework.SdkId} could not be found'; exit 1");
        (await RunAsync("board", "build", _folder["."], "--sdk")).ShouldFail(
            ExitCode.CheckFailed,
            "NuGet does not find",
            NanoFramework.SdkVersion,
            "nuget.org"
        );
        CliProcess.Fake(Home, "dotnet", "echo 'Model.cs(3,4): error CS1002: ; expected'; exit 1");
        (await RunAsync("board", "build", _folder["."], "--sdk")).ShouldFail(ExitCode.CheckFailed, "CS1002");
        CliProcess.Fake(Home, "dotnet", "exit 0");
        (await RunAsync("board", "build", _folder["."], "--sdk")).ShouldFail(ExitCode.CheckFailed, "left no Striate.Firmware.bin");
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("truncated", "truncated")]
    [InlineData("header", "truncated")]
    [InlineData("zeros", "no assembly begins at byte 0")]
    [InlineData("tail", "no assembly begins at byte 1,000")]
    [InlineData("short", "says that it has 7 bytes")]
    [InlineData("many", "65 assemblies")]
    public async Task Nothing_but_a_whole_image_reaches_nanoff(string fault, string problem)
    {
        CliProcess.Fake(Home, "dotnet", BuildsAnImage);
        CliProcess.Fake(Home, "nanoff", $"echo \"$*\" >> {Home}/told");
        (await RunAsync("board", "build", _folder["."], "--sdk")).ExitCode.ShouldBe(ExitCode.Success);
        var whole = Image(400, 598);
        File.WriteAllBytes(
            BoardImage.Find(Application)!.Path,
            fault switch
            {
                "truncated" => whole[..^4],
                "header" => whole[..450],
                "zeros" => new byte[1000],
                "tail" => [.. whole, 1, 2, 3],
                "short" => [.. Image(7), .. new byte[200]],
                "many" => Image([.. Enumerable.Repeat(104, 65)]),
                _ => [],
            }
        );
        (await RunAsync("board", "flash", _folder["."])).ShouldFail(ExitCode.CheckFailed, problem, "not flashed");
        (await RunAsync("board", "flash", _folder["."], "--dry-run")).ShouldFail(ExitCode.CheckFailed, problem, "not flashed");
        File.Exists(Path.Combine(Home, "told")).ShouldBeFalse();
    }

    [Fact]
    public void Files_of_the_user_are_not_touched_and_old_sources_go()
    {
        Directory.CreateDirectory(Application);
        File.WriteAllText(Path.Combine(Application, "mine.cs"), "mine");
        CliRun.Of("board", "build", _folder["."], "--sources").ShouldBeRefused(ExitCode.BadInput, "striate did not write");
        File.ReadAllText(Path.Combine(Application, "mine.cs")).ShouldBe("mine");
        File.Delete(Path.Combine(Application, "mine.cs"));
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        var old = Path.Combine(Application, "generated", "Old", "Old.cs");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        File.WriteAllText(old, "");
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        File.Exists(old).ShouldBeFalse();
        Write("uart = \"COM1\"");
        CliRun
            .Of("board", "build", _folder["."], "--sources")
            .ShouldBeRefused(ExitCode.BadInput, "COM1 belongs to nanoFramework's debugger");
    }

    [Fact]
    public void An_analogue_signal_that_cannot_be_read_beside_its_inferences_is_refused_with_the_remedy()
    {
        string[] build = ["board", "build", _folder["."], "--sources"];
        Write("input = \"adc\"\nadc-hertz = 360\nadc-hop = 1");
        CliRun
            .Of(build)
            .ShouldBeRefused(
                ExitCode.CheckFailed,
                "a sample every 2.8 ms cannot be read during an inference",
                "adc-hop to ",
                "adc-hertz to 40 or less",
                "an estimate"
            );
        Write("input = \"adc\"\nadc-hertz = 360");
        var chosen = CliRun.Of([.. build, "--json"]).Json.GetProperty("settings").GetProperty("adcHop").GetInt32();
        chosen.ShouldBeGreaterThan(1);
        Write($"input = \"adc\"\nadc-hertz = 360\nadc-hop = {chosen}");
        CliRun.Of(build).ExitCode.ShouldBe(ExitCode.Success);
        Write("input = \"adc\"\nadc-hertz = 40\nadc-hop = 1000000");
        CliRun.Of(build).ShouldBeRefused(ExitCode.BadInput, "adc-hop");
    }

    // nanoFramework's SDK is not here: one of the same name compiles against the platform's reference assemblies instead.
    [Fact]
    public async Task The_application_s_projects_build_with_a_project_for_each_assembly()
    {
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        StandInSdk();
        await DotnetAsync("build", "Striate.Firmware.csproj", "-c", "Release", "-nologo", "--disable-build-servers");
        var built = Path.GetDirectoryName(BoardImage.Find(Application).ShouldNotBeNull().Path)!;
        foreach (var assembly in new[] { "Sample", "Sample.Trace", BoardApplication.Name })
        {
            File.Exists(Path.Combine(built, assembly + ".dll")).ShouldBeTrue(assembly);
        }
    }

    // Visual Studio's build is not here either; what it would compile and refer to can be asked for.
    [Fact]
    public async Task The_classic_projects_name_the_same_sources_and_libraries()
    {
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        var items = JsonDocument
            .Parse(
                await DotnetAsync(
                    "msbuild",
                    "Striate.Firmware.nfproj",
                    "-getItem:Compile",
                    "-getItem:Reference",
                    "-getItem:ProjectReference"
                )
            )
            .RootElement.GetProperty("Items");
        Names(items, "Compile")
            .Select(Path.GetFileName)
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                EmulatedFirmware.Sources.Select(source => source.Path).Concat(["Board.cs", "Model.cs"]).Order(StringComparer.Ordinal)
            );
        Names(items, "Reference")
            .ShouldBe(
                NanoFramework.Packages.Select(package => $"packages/{package.Id}.{package.Version}/lib/{package.Assembly}.dll"),
                ignoreOrder: true
            );
        Names(items, "ProjectReference")
            .ShouldBe(["generated/Sample/Sample.nfproj", "generated/Sample.Trace/Sample.Trace.nfproj"], ignoreOrder: true);
        var trace = JsonDocument
            .Parse(await DotnetAsync("msbuild", "generated/Sample.Trace/Sample.Trace.nfproj", "-getItem:ProjectReference"))
            .RootElement.GetProperty("Items");
        Names(trace, "ProjectReference").ShouldBe(["../Sample/Sample.nfproj"]);
        var solution = File.ReadAllText(Path.Combine(Application, "Striate.Firmware.sln"));
        foreach (var project in Directory.EnumerateFiles(Application, "*.nfproj", SearchOption.AllDirectories))
        {
            var number = System
                .Xml.Linq.XDocument.Load(project)
                .Descendants()
                .Single(element => element.Name.LocalName == "ProjectGuid")
                .Value;
            solution.ShouldContain(
                $"= \"{Path.GetFileNameWithoutExtension(project)}\", \"{Path.GetRelativePath(Application, project).Replace('/', '\\')}\", \"{number}\""
            );
        }
    }

    [Fact]
    public void Versions_are_the_same_in_both_kinds_of_project()
    {
        var packages = System
            .Xml.Linq.XDocument.Parse(FirmwareFiles.Text("packages.config"))
            .Descendants("package")
            .Select(package => (package.Attribute("id")!.Value, package.Attribute("version")!.Value));
        packages.ShouldBe(NanoFramework.Packages.Select(package => (package.Id, package.Version)));
        NanoFramework.Packages[0].Id.ShouldBe("nanoFramework.CoreLibrary");
    }

    // Visual Studio's project system sets these without asking whether they are set.
    [Theory]
    [InlineData("Striate.Firmware.nfproj")]
    [InlineData("generated/Sample/Sample.nfproj")]
    [InlineData("generated/Sample.Trace/Sample.Trace.nfproj")]
    public async Task The_classic_projects_compile_as_the_firmware_demands_whatever_is_usual(string project)
    {
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        StandInProjectSystem();
        var properties = JsonDocument
            .Parse(
                await DotnetAsync(
                    "msbuild",
                    project,
                    $"-p:MSBuildExtensionsPath={Home}",
                    "-getProperty:LangVersion",
                    "-getProperty:Optimize",
                    "-getProperty:Deterministic",
                    "-getProperty:Nullable"
                )
            )
            .RootElement.GetProperty("Properties");
        properties
            .EnumerateObject()
            .ToDictionary(property => property.Name, property => property.Value.GetString())
            .ShouldBe(
                new Dictionary<string, string?>
                {
                    ["LangVersion"] = "10",
                    ["Optimize"] = "true",
                    ["Deterministic"] = "true",
                    ["Nullable"] = "disable",
                }
            );
    }

    [Fact]
    public async Task A_build_of_the_solution_builds_every_project()
    {
        CliRun.Of("board", "build", _folder["."], "--sources").ExitCode.ShouldBe(ExitCode.Success);
        StandInProjectSystem();
        await DotnetAsync("msbuild", "Striate.Firmware.sln", $"-p:MSBuildExtensionsPath={Home}", "-nologo");
        File.ReadAllLines(Path.Combine(Home, "built"))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["Sample Release AnyCPU", "Sample.Trace Release AnyCPU", "Striate.Firmware Release AnyCPU"]);
    }

    // A chain of assemblies of these lengths, each with what the loader looks at, up to the next multiple of four.
    private static byte[] Image(params int[] lengths) =>
        [
            .. lengths.SelectMany(length =>
            {
                var assembly = new byte[Math.Max((length + 3) / 4 * 4, 104)];
                "NFMRK2"u8.CopyTo(assembly);
                BitConverter.TryWriteBytes(assembly.AsSpan(100), length);
                return assembly;
            }),
        ];

    private void WriteImage(byte[] image) => File.WriteAllBytes(Path.Combine(Home, "image"), image);

    private void StandInProjectSystem()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Home, "nanoFramework", "v1.0")).FullName;
        const string usual =
            "<Project><PropertyGroup><LangVersion>latest</LangVersion><Optimize>false</Optimize><Deterministic>false</Deterministic><Nullable>enable</Nullable></PropertyGroup></Project>";
        File.WriteAllText(Path.Combine(folder, "NFProjectSystem.Default.props"), usual);
        File.WriteAllText(Path.Combine(folder, "NFProjectSystem.props"), usual);
        File.WriteAllText(
            Path.Combine(folder, "NFProjectSystem.CSharp.targets"),
            $"<Project><Target Name=\"Build\"><WriteLinesToFile File=\"{Home}/built\" Lines=\"$(AssemblyName) $(Configuration) $(Platform)\" /></Target></Project>"
        );
    }

    private static IEnumerable<string> Names(JsonElement items, string kind) =>
        items.GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'));

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(CliProcess.Dotnet(), arguments) { WorkingDirectory = Application, RedirectStandardOutput = true };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(Home, "packages");
        using var process = Process.Start(start)!;
        var log = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, log);
        return log;
    }

    private static JsonElement Part(CliProcess run, string name) =>
        run.Json.GetProperty("parts").EnumerateArray().Single(part => part.GetProperty("name").GetString() == name);

    private Task<CliProcess> RunAsync(params string[] arguments) => CliProcess.RunAsync(Home, arguments);

    private void Write(string board) =>
        File.WriteAllText(_folder[Project.FileName], $"package = \"{Path.GetFileName(_folder.Package)}\"\n[board]\n{board}\n");

    private void StandInSdk()
    {
        var references = Directory.CreateDirectory(Path.Combine(Home, "references")).FullName;
        foreach (var reference in ReferenceAssemblies.All)
        {
            File.WriteAllBytes(Path.Combine(references, reference.Name + ".dll"), [.. reference.Image]);
        }

        using (
            var package = ZipFile.Open(Path.Combine(Home, $"{NanoFramework.SdkId}.{NanoFramework.SdkVersion}.nupkg"), ZipArchiveMode.Create)
        )
        {
            Add(
                package,
                NanoFramework.SdkId + ".nuspec",
                $"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{NanoFramework.SdkId}</id>
                <version>{NanoFramework.SdkVersion}</version><authors>test</authors><description>stands in</description></metadata></package>
                """
            );
            Add(
                package,
                "Sdk/Sdk.props",
                """
                <Project>
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <UseAppHost>false</UseAppHost>
                    <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
                    <GenerateAssemblyInfo>false</GenerateAssemblyInfo>
                    <GenerateTargetFrameworkAttribute>false</GenerateTargetFrameworkAttribute>
                  </PropertyGroup>
                  <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
                </Project>
                """
            );
            Add(
                package,
                "Sdk/Sdk.targets",
                $"""
                <Project>
                  <ItemGroup>
                    <PackageReference Remove="@(PackageReference)" />
                    <Reference Include="{references}/*.dll" Private="false" />
                  </ItemGroup>
                  <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
                  <Target Name="Image" AfterTargets="Build" Condition="'$(OutputType)' == 'Exe'">
                    <Copy SourceFiles="@(IntermediateAssembly)" DestinationFiles="$(OutDir)$(AssemblyName).bin" />
                  </Target>
                </Project>
                """
            );
        }

        File.WriteAllText(
            Path.Combine(Application, "nuget.config"),
            $"<configuration><packageSources><clear /><add key=\"stand-in\" value=\"{Home}\" /></packageSources></configuration>"
        );
    }

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var writer = new StreamWriter(archive.CreateEntry(name).Open());
        writer.Write(text);
    }
}
