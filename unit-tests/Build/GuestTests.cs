using System.Reflection;
using Striate.Codegen;
using Striate.Fuzzing;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Zoo;

namespace Striate.UnitTests.Build;

/// <summary>
/// All files of the zoo and of many random networks in one project of a computer, most in one namespace, with every analyser of the
/// SDK, StyleCop's, nullable references, comments required, CLS compliance claimed, and warnings as errors.
/// </summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class GuestTests : IDisposable
{
    private const int Random = 100;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-guests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_warns_of_generated_code()
    {
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(".editorconfig", "root = true\n[*.cs]\ndotnet_analyzer_diagnostic.severity = warning\n");
        Write("Host.cs", "[assembly: System.CLSCompliant(true)]\n[assembly: System.Runtime.InteropServices.ComVisible(false)]\n");
        Write("guests.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisMode>All</AnalysisMode>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                <NoWarn>CA2210</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <Analyzer Include="{StyleCop}/analyzers/dotnet/cs/*.dll" />
              </ItemGroup>
            </Project>
            """);
        var files = 0;
        foreach (var (code, number) in Guests().Select((code, number) => (code, number)))
        {
            foreach (var file in code.Files)
            {
                Write($"{number}/{file.Assembly}/{file.Name}", file.Text);
                files++;
            }
        }

        files.ShouldBeGreaterThan(5 * Random);
        var build = ExternalCommand.Run(
            "dotnet", ["build", "-c", "Release", "-nologo", "--disable-build-servers", "-m:1", "-nr:false"], s_limit, folder: _folder, cancellation: TestContext.Current.CancellationToken);
        build.ExitCode.ShouldBe(0, string.Join('\n', build.Output.Split('\n').Where(line => line.Contains(": error ")).Take(20)));
        build.Output.ShouldNotContain(": warning ");
    }

    private static string StyleCop { get; } = typeof(GuestTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "StyleCop").Value!;

    // Names of random networks are alike: each has a class of its own, and all are in one namespace.
    private static IEnumerable<GeneratedCode> Guests()
    {
        var strategies = Enum.GetValues<Strategy>();
        var random = Enumerable.Range(0, Random).Select(seed => (
            Network: NetworkGenerator.FromSeed((ulong)seed, GeneratorSize.Small),
            Options: new GeneratorOptions(strategies[seed % strategies.Length], "Guests") { HasInstances = true, ClassName = FormattableString.Invariant($"Random{seed}") }));
        var zoo = ZooNetwork.All.Select((network, number) => (
            Network: network.Make(),
            Options: new GeneratorOptions(Strategy.Planned, "Guests") { HasInstances = true, ClassName = FormattableString.Invariant($"Zoo{number}") }));
        return random.Concat(zoo).Select(guest => Generator.Emit(guest.Network, guest.Options, new string('0', 64))).Concat(Examples());
    }

    // Signals as they come, readings of a sensor, readings of sound.
    private static IEnumerable<GeneratedCode> Examples()
    {
        foreach (var (path, hop) in ((string, int?)[])[("stream/motion1d", 16), ("watch/watch", null), ("spoken/spoken", null)])
        {
            var package = PackageFile.Read(Path.Combine(Repository.Root, "examples", path + PackageFile.Extension));
            var options = new GeneratorOptions(Strategy.Planned, "Guests") { HasInstances = true, ClassName = "Example" + path.Split('/')[1].ToUpperInvariant(), Hop = hop };
            yield return Generator.Emit(package.Package.Network, options, package.Sha256, InputContract.Of(package.Package));
        }
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
