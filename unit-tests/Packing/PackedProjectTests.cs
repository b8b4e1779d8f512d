using Striate.Platform;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Packing;

/// <summary>A stranger's project that knows nothing but a folder with a packed network.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class PackedProjectTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly TestFolder _folder = new("striate-packed-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_references_the_package_and_classifies()
    {
        var packed = CliRun.Of(
            "pack",
            Path.Combine(Repository.Root, "examples", "digits", "digits.striate"),
            "--out",
            _folder["feed"],
            "--id",
            "My.Digits",
            "--namespace",
            "My.Models"
        );
        packed.ExitCode.ShouldBe(0, packed.Error);
        _folder.Write(
            "nuget.config",
            $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{_folder["feed"]}\" /></packageSources>"
                + $"<config><add key=\"globalPackagesFolder\" value=\"{_folder["packages"]}\" /></config></configuration>"
        );
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("Directory.Packages.props", "<Project />");
        _folder.Write(
            "app/app.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisMode>All</AnalysisMode>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="My.Digits" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """
        );
        _folder.Write(
            "app/Program.cs",
            """
            var input = new byte[My.Models.Digits.InputLength];
            var net = new My.Models.DigitsInstance();
            System.Console.WriteLine($"{My.Models.Digits.Classify(input)} {net.Classify(input)} {My.Models.Digits.Label(3)}");
            """
        );
        var run = ExternalCommand.Run(
            "dotnet",
            ["run", "--project", "app", "-c", "Release", "-p:UseSharedCompilation=false", "-p:UseRazorBuildServer=false"],
            s_limit,
            folder: _folder.Root,
            cancellation: TestContext.Current.CancellationToken
        );
        run.ExitCode.ShouldBe(0, run.Output);
        var words = run.Output.Trim().Split('\n')[^1].Split(' ');
        words[0].ShouldBe(words[1]);
        words[2].ShouldBe("3");
    }
}
