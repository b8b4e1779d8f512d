using Striate.Platform;

namespace Striate.UnitTests.Build;

/// <summary>A stranger's solution that knows nothing but the packed package: two projects, two models, warnings as errors.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
[Collection(PackedBuild.Name)]
public sealed class BuildPackageTests(PackedBuild package) : IDisposable
{
    private readonly TestFolder _folder = new("striate-build-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_solution_builds_its_models_once_and_says_what_is_wrong()
    {
        Solution();

        // Both projects at once, with every analyser.
        string[] strict = ["-m:2", "-p:AnalysisMode=All", "-p:EnforceCodeStyleInBuild=true"];
        PackedBuild.Sound(Dotnet("restore"));
        var first = PackedBuild.Sound(Build(strict));
        Generated(first).ShouldBe(["digits.striate", "motion1d.striate", "net.toml"]);
        Dotnet("run", "--no-build", "-c", "Release", "--project", "app").Output.Trim().ShouldBe("10 5 10");

        // Nothing changed: no generator, and nothing is compiled.
        var again = PackedBuild.Sound(Build(strict));
        Generated(again).ShouldBeEmpty();
        again.Output.ShouldNotContain("csc.dll");

        // An editor that compiles nothing knows the code, too.
        DesignTime("app/app.csproj").ShouldContain("Digits.cs");
        File.Delete(Directory.EnumerateFiles(_folder["app/obj"], "Digits.cs", SearchOption.AllDirectories).Single());
        DesignTime("app/app.csproj").ShouldContain("Digits.cs");
        Directory.EnumerateFiles(_folder["app/obj"], "Digits.cs", SearchOption.AllDirectories).ShouldHaveSingleItem();

        // What changed is generated, and nothing else: a model, or what a project file reads.
        Touch("app/digits.striate");
        Generated(Build()).ShouldBe(["digits.striate"]);
        Touch("lib/digits.striate");
        Generated(Sound()).ShouldBe(["net.toml"]);

        // Files of EmitFiles are compiled once, are taken away with what they belonged to, and come back.
        _folder.Change("lib/net.toml", "[generator]", "[generator]\nstrategy = \"naive\"");
        Generated(Sound()).ShouldBe(["net.toml"]);
        _folder.Change("lib/net.toml", "\nstrategy = \"naive\"", "");
        Generated(Sound()).ShouldBe(["net.toml"]);
        File.Delete(_folder["lib/Models/Digits/Digits.cs"]);
        Generated(Sound()).ShouldBe(["net.toml"]);

        _folder.Change("app/app.csproj", "Namespace=\"App.Digits\"", "Namespace=\"App.Digits\" Strategy=\"table\"");
        Generated(Build()).ShouldBe(["digits.striate"]);

        // An error in MSBuild's format, once, with the file and a number; a build after it starts again.
        var whole = File.ReadAllBytes(_folder["app/digits.striate"]);
        File.WriteAllBytes(_folder["app/digits.striate"], whole[..^100]);
        var broken = Build();
        broken.ExitCode.ShouldNotBe(0);
        Errors(broken).ShouldHaveSingleItem().ShouldStartWith($"{_folder["app/digits.striate"]} : error STR1902: ");
        File.WriteAllBytes(_folder["app/digits.striate"], whole);
        _folder.Change("app/app.csproj", "Strategy=\"table\"", "Strategy=\"fast\"");
        Errors(Build()).ShouldHaveSingleItem().ShouldContain("error STR1901: there is no strategy 'fast'");
        _folder.Change("app/app.csproj", "Strategy=\"fast\"", "MaxFlash=\"1K\"");
        Errors(Build()).ShouldHaveSingleItem().ShouldContain("error STR1703: ");
        _folder.Change("app/app.csproj", " MaxFlash=\"1K\"", "");
        _folder.Change("app/app.csproj", "Namespace=\"App.Motion\"", "Namespace=\"App.Digits\" Class=\"Digits\"");
        Errors(Build())
            .ShouldHaveSingleItem()
            .ShouldEndWith(
                "error STR1905: 'digits.striate' (Board esp32) and 'motion1d.striate' (Board esp32) both become App.Digits.Digits; give one of them another Class or Namespace, a striate.toml by keys of its own"
            );
        _folder.Change("app/app.csproj", "Namespace=\"App.Digits\" Class=\"Digits\"", "Namespace=\"App.Motion\"");
        Build().ExitCode.ShouldBe(0);

        Dotnet("clean", "-c", "Release", "-m:1").ExitCode.ShouldBe(0);
        Directory.EnumerateFiles(_folder["app/obj"], "Digits*.cs", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFiles(_folder["lib/Models"], "*.cs", SearchOption.AllDirectories).ShouldNotBeEmpty("files of EmitFiles stay");
    }

    private void Solution()
    {
        PackedBuild.Isolate(_folder.Root);
        _folder.Write("nuget.config", package.Config(_folder["packages"]));
        _folder.Write(
            "app/app.csproj",
            Project(
                "<OutputType>Exe</OutputType>",
                """<StriateModel Include="digits.striate" Namespace="App.Digits" /><StriateModel Include="motion1d.striate" Namespace="App.Motion" />""",
                """<ProjectReference Include="../lib/lib.csproj" />"""
            )
        );
        _folder.Write("lib/lib.csproj", Project("", """<StriateModel Include="net.toml" EmitFiles="Models" />""", ""));
        _folder.Write("lib/net.toml", "package = \"digits.striate\"\n[generator]\nnamespace = \"Lib.Digits\"\n");
        _folder.Write(
            "app/Program.cs",
            """
            global::System.Console.WriteLine($"{App.Digits.Digits.OutputLength} {App.Motion.Motion1d.OutputLength} {Lib.Digits.Digits.OutputLength}");
            """
        );
        File.Copy(Example("digits", "digits.striate"), _folder["app/digits.striate"]);
        File.Copy(Example("motion", "motion1d.striate"), _folder["app/motion1d.striate"]);
        File.Copy(Example("digits", "digits.striate"), _folder["lib/digits.striate"]);
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

    private CommandResult Build(params string[] more) =>
        Dotnet(["build", "--no-restore", "-c", "Release", "-v:n", .. more is [] ? ["-m:1"] : more]);

    private CommandResult Sound() => PackedBuild.Sound(Build());

    private static string[] Generated(CommandResult build) => PackedBuild.Generated(build);

    // As editors ask for the command line of the compiler.
    private string DesignTime(string project) =>
        Dotnet(
            "msbuild",
            project,
            "-t:Compile",
            "-p:Configuration=Release",
            "-p:DesignTimeBuild=true",
            "-p:BuildingInsideVisualStudio=true",
            "-p:BuildProjectReferences=false",
            "-p:SkipCompilerExecution=true",
            "-p:ProvideCommandLineArgs=true",
            "-getItem:CscCommandLineArgs"
        ).Output;

    private void Touch(string file) => File.SetLastWriteTimeUtc(_folder[file], DateTime.UtcNow);

    private CommandResult Dotnet(params string[] arguments) => PackedBuild.Dotnet(_folder.Root, arguments);

    private static string[] Errors(CommandResult build) =>
        [
            .. build
                .Output.Split('\n')
                .Where(line => line.Contains(": error "))
                .Select(line => line.Trim().TrimStart('1', '2', '>'))
                .Select(line => line.Split(" [")[0])
                .Distinct(),
        ];
}
