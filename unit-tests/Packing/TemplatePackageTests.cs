using Striate.Platform;
using Striate.Projects;

namespace Striate.UnitTests.Packing;

/// <summary>Projects of "dotnet new" are those of "striate new".</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class TemplatePackageTests : IDisposable
{
    private const int Classes = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-templates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Dotnet_new_makes_what_striate_new_makes()
    {
        Dotnet(
            "pack",
            "-c",
            "Release",
            Path.Combine(Repository.Root, "tools", "templates"),
            "-o",
            At("feed"),
            "--disable-build-servers",
            "-m:1",
            "-nr:false"
        );
        Dotnet("new", "install", Directory.GetFiles(At("feed"), "Striate.Templates.*.nupkg").Single(), "--debug:custom-hive", At("hive"));
        foreach (var kind in ProjectTemplate.Kinds)
        {
            string[] classes = kind == "import" ? [] : ["--classes", Classes.ToString(System.Globalization.CultureInfo.InvariantCulture)];
            Dotnet([
                "new",
                "striate-" + kind,
                "--name",
                "heart-beat",
                "--output",
                At(kind),
                "--target",
                "esp32-s3",
                .. classes,
                "--debug:custom-hive",
                At("hive"),
            ]);
            var made = Directory
                .EnumerateFiles(At(kind), "*", SearchOption.AllDirectories)
                .ToDictionary(
                    path => Path.GetRelativePath(At(kind), path).Replace('\\', '/'),
                    path => File.ReadAllText(path).ReplaceLineEndings("\n")
                );
            var wanted = ProjectTemplate.Files(kind, "heart-beat", Targets.Get("esp32-s3"), Classes);
            made.Keys.Order(StringComparer.Ordinal).ShouldBe(wanted.Keys);
            foreach (var (file, text) in wanted)
            {
                made[file].ShouldBe(text, $"{kind}/{file}");
            }
        }
    }

    private void Dotnet(params string[] arguments)
    {
        var run = ExternalCommand.Run("dotnet", arguments, s_limit, folder: _folder, cancellation: TestContext.Current.CancellationToken);
        run.ExitCode.ShouldBe(0, run.Output);
    }

    private string At(string name) => Path.Combine(_folder, name);
}
