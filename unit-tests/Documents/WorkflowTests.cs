using System.Runtime.CompilerServices;
using Striate.Cli;
using Striate.Projects;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>The commands of the workflow that users copy do what its comments say.</summary>
public sealed class WorkflowTests : IDisposable
{
    private const string Tool = "- run: dotnet run -c Release --project .striate/cli -- ";

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_check_passes_and_without_data_the_recorded_accuracy_does()
    {
        var commands = Commands();
        commands.Length.ShouldBe(2);
        var (recorded, check) = (commands[0], commands[1]);
        Run(check).ExitCode.ShouldBe(ExitCode.Success);
        Run(recorded).ExitCode.ShouldBe(ExitCode.Success);

        // As if the package had been trained on data that is not in the repository.
        Copy();
        Change(Project.FileName, "data-set = \"digits\"", "data-set = \"fashion-mnist\"\ndata = \"not-here\"");
        Change(Path.Combine("generated", FiguresFile.Name), "\"dataSet\": \"digits\"", "\"dataSet\": \"fashion-mnist\"");
        Run(check, _folder["."]).ShouldFail(ExitCode.BadInput, "not-here");
        var run = Run(recorded, _folder["."]);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);

        // Stale code fails either way.
        var file = Directory.EnumerateFiles(_folder["generated"], "DigitsConv1.cs", SearchOption.AllDirectories).Single();
        File.AppendAllText(file, "// changed\n");
        Run(recorded, _folder["."]).ExitCode.ShouldBe(ExitCode.CheckFailed);
    }

    private static string[] Commands() =>
        [
            .. File.ReadLines(Path.Combine(Root(), "docs", "examples", "regenerate.yml"))
                .Where(line => line.Contains(Tool, StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf(Tool, StringComparison.Ordinal) + Tool.Length)..]),
        ];

    private static CliRun Run(string command, string? project = null) =>
        CliRun.Of([.. command.Split(' ').Select(word => word == "." ? project ?? Path.Combine(Root(), "examples", "digits") : word)]);

    private void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(_folder[file]);
        text.ShouldContain(from);
        File.WriteAllText(_folder[file], text.Replace(from, to, StringComparison.Ordinal));
    }

    private void Copy()
    {
        var example = Path.Combine(Root(), "examples", "digits");
        foreach (var path in Directory.EnumerateFiles(example, "*", SearchOption.AllDirectories))
        {
            var copy = _folder[Path.GetRelativePath(example, path)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    private static string Root([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", ".."));
}
