using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Projects;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Projects;

/// <summary>
/// The generated code of every example is what the generator writes now. <c>STRIATE_UPDATE_EXAMPLES=1</c> writes it anew; the
/// accuracy then comes from the figures beside it where the data set is not here.
/// </summary>
public partial class ExampleTests
{
    private const long MostBytes = 1_000_000;

    /// <summary>Those whose code is in the repository: what is made of a model that is downloaded is not.</summary>
    public static TheoryData<string> Examples =>
        [
            .. Directory
                .GetDirectories(Root())
                .Where(folder => File.Exists(Path.Combine(folder, Project.FileName)) && ProjectFile.Read(folder).Import is null)
                .Select(folder => Path.GetFileName(folder)!)
                .Order(StringComparer.Ordinal),
        ];

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(Examples))]
    public void The_code_is_current(string example)
    {
        var project = ProjectFile.Read(Path.Combine(Root(), example));
        var isDataHere = project.Accuracy is not { Data: { } data } || Directory.Exists(data);
        string[] accuracy = isDataHere ? [] : ["--recorded-accuracy"];
        if (Environment.GetEnvironmentVariable("STRIATE_UPDATE_EXAMPLES") == "1")
        {
            CliRun.Of(["regenerate", project.Folder, .. accuracy]).Error.ShouldNotContain("striate: ");
        }

        var run = CliRun.Of(["regenerate", project.Folder, "--check", .. accuracy]);
        run.ExitCode.ShouldBe(
            ExitCode.Success,
            run.Error + "STRIATE_UPDATE_EXAMPLES=1 dotnet test -c Release unit-tests --filter ExampleTests writes it anew"
        );
        Directory
            .EnumerateFiles(project.Output, "*", SearchOption.AllDirectories)
            .Sum(path => new FileInfo(path).Length)
            .ShouldBeLessThan(MostBytes);
    }

    [Fact]
    public void Pages_tell_the_instructions_of_the_code_beside_them()
    {
        var told = 0;
        foreach (var example in Examples.Select(row => row.Data))
        {
            var project = ProjectFile.Read(Path.Combine(Root(), example));
            foreach (Match match in Instructions().Matches(File.ReadAllText(Path.Combine(project.Folder, "README.md"))))
            {
                match
                    .Groups[1]
                    .Value.ShouldBe(
                        FiguresFile.Read(project.Output).ShouldNotBeNull().Instructions.ToString("N0", CultureInfo.InvariantCulture),
                        example
                    );
                told++;
            }
        }

        told.ShouldBeGreaterThan(1);
    }

    [GeneratedRegex(@"inference takes ([\d,]+)\s+instructions")]
    private static partial Regex Instructions();

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "examples"));
}
