using Striate.Platform;

namespace Striate.UnitTests.Build;

/// <summary>A stranger's solution that knows nothing but the packed package: two projects, two models, warnings as errors.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class BuildPackageTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    // Processes that stay would keep the output open that the test reads to its end.
    private static readonly string[] s_alone = ["--disable-build-servers", "-m:1", "-nr:false"];

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-build-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_solution_builds_its_models_once_and_says_what_is_wrong()
    {
        Pack();
        Solution();

        var first = Sound();
        Generated(first).ShouldBe(["digits.striate", "motion1d.striate", "net.toml"]);
        Dotnet("run", "--no-build", "-c", "Release", "--project", "app").Output.Trim().ShouldBe("10 5 10");

        // Nothing changed: no generator, and nothing is compiled.
        var again = Sound();
        Generated(again).ShouldBeEmpty();
        again.Output.ShouldNotContain("csc.dll");

        // What changed is generated, and nothing else: a model, or what a project file reads.
        Touch("app/digits.striate");
        Generated(Build()).ShouldBe(["digits.striate"]);
        Touch("lib/digits.striate");
        Generated(Sound()).ShouldBe(["net.toml"]);

        // Files of EmitFiles are compiled once, are taken away with what they belonged to, and come back.
        Change("lib/net.toml", "[generator]", "[generator]\nstrategy = \"naive\"");
        Generated(Sound()).ShouldBe(["net.toml"]);
        Change("lib/net.toml", "\nstrategy = \"naive\"", "");
        Generated(Sound()).ShouldBe(["net.toml"]);
        File.Delete(At("lib/Models/Digits/Digits.cs"));
        Generated(Sound()).ShouldBe(["net.toml"]);

        Change("app/app.csproj", "Namespace=\"App.Digits\"", "Namespace=\"App.Digits\" Strategy=\"table\"");
        Generated(Build()).ShouldBe(["digits.striate"]);

        // An error in MSBuild's format, once, with the file and a number; a build after it starts again.
        var whole = File.ReadAllBytes(At("app/digits.striate"));
        File.WriteAllBytes(At("app/digits.striate"), whole[..^100]);
        var broken = Build();
        broken.ExitCode.ShouldNotBe(0);
        Errors(broken).ShouldHaveSingleItem().ShouldStartWith($"{At("app/digits.striate")} : error STR1902: ");
        File.WriteAllBytes(At("app/digits.striate"), whole);
        Change("app/app.csproj", "Strategy=\"table\"", "Strategy=\"fast\"");
        Errors(Build()).ShouldHaveSingleItem().ShouldContain("error STR1901: there is no strategy 'fast'");
        Change("app/app.csproj", "Strategy=\"fast\"", "MaxFlash=\"1K\"");
        Errors(Build()).ShouldHaveSingleItem().ShouldContain("error STR1703: ");
        Change("app/app.csproj", " MaxFlash=\"1K\"", "");
        Build().ExitCode.ShouldBe(0);

        Dotnet(["clean", "-c", "Release", .. s_alone]).ExitCode.ShouldBe(0);
        Directory.EnumerateFiles(At("app/obj"), "Digits*.cs", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFiles(At("lib/Models"), "*.cs", SearchOption.AllDirectories).ShouldNotBeEmpty("files of EmitFiles stay");
    }

    private void Pack()
    {
        var packed = ExternalCommand.Run(
            "dotnet",
            ["pack", "-c", "Release", Path.Combine(Repository.Root, "build"), "-o", At("feed"), .. s_alone],
            s_limit,
            cancellation: TestContext.Current.CancellationToken
        );
        packed.ExitCode.ShouldBe(0, packed.Output);
    }

    private void Solution()
    {
        Write(
            "nuget.config",
            $"<configuration><packageSources><clear /><add key=\"feed\" value=\"{At("feed")}\" /></packageSources>"
                + $"<config><add key=\"globalPackagesFolder\" value=\"{At("packages")}\" /></config></configuration>"
        );
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write(
            "app/app.csproj",
            Project(
                "<OutputType>Exe</OutputType>",
                """<StriateModel Include="digits.striate" Namespace="App.Digits" /><StriateModel Include="motion1d.striate" Namespace="App.Motion" />""",
                """<ProjectReference Include="../lib/lib.csproj" />"""
            )
        );
        Write("lib/lib.csproj", Project("", """<StriateModel Include="net.toml" EmitFiles="Models" />""", ""));
        Write("lib/net.toml", "package = \"digits.striate\"\n[generator]\nnamespace = \"Lib.Digits\"\n");
        Write(
            "app/Program.cs",
            """
            global::System.Console.WriteLine($"{App.Digits.Digits.OutputLength} {App.Motion.Motion1d.OutputLength} {Lib.Digits.Digits.OutputLength}");
            """
        );
        File.Copy(Example("digits", "digits.striate"), At("app/digits.striate"));
        File.Copy(Example("motion", "motion1d.striate"), At("app/motion1d.striate"));
        File.Copy(Example("digits", "digits.striate"), At("lib/digits.striate"));
        Dotnet("new", "sln", "-n", "All").ExitCode.ShouldBe(0);
        Dotnet("sln", "add", "app/app.csproj", "lib/lib.csproj").ExitCode.ShouldBe(0);
    }

    private static string Project(string properties, string models, string references) =>
        $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <AnalysisMode>All</AnalysisMode>
                <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                <GenerateDocumentationFile>true</GenerateDocumentationFile>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Striate.Build" Version="*" PrivateAssets="all" />
                {models}
                {references}
              </ItemGroup>
            </Project>
            """;

    private static string Example(string name, string file) => Path.Combine(Repository.Root, "examples", name, file);

    private CommandResult Build() => Dotnet(["build", "-c", "Release", "-v:n", .. s_alone]);

    private CommandResult Sound()
    {
        var build = Build();
        build.ExitCode.ShouldBe(0, build.Output);
        build.Output.Split('\n').Where(line => line.Contains(": warning ")).ShouldBeEmpty();
        return build;
    }

    private void Touch(string file) => File.SetLastWriteTimeUtc(At(file), DateTime.UtcNow);

    private CommandResult Dotnet(params string[] arguments) =>
        ExternalCommand.Run("dotnet", arguments, s_limit, folder: _folder, cancellation: TestContext.Current.CancellationToken);

    private static string[] Generated(CommandResult build) =>
        [
            .. build
                .Output.Split('\n')
                .Where(line => line.Contains(": generating C#"))
                .Select(line => line.Trim().Split(':')[0])
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    private static string[] Errors(CommandResult build) =>
        [
            .. build
                .Output.Split('\n')
                .Where(line => line.Contains(": error "))
                .Select(line => line.Trim().TrimStart('1', '2', '>'))
                .Select(line => line.Split(" [")[0])
                .Distinct(),
        ];

    private void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(At(file));
        text.ShouldContain(from);
        File.WriteAllText(At(file), text.Replace(from, to));
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
    }

    private string At(string file) => Path.Combine(_folder, file.Replace('/', Path.DirectorySeparatorChar));
}
