using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.Projects;
using Striate.Trainer.Networks;

namespace Striate.UnitTests.Cli;

/// <summary>Projects to begin with.</summary>
public sealed partial class NewTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds => [.. ProjectTemplate.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_files_are_read_and_its_commands_are_known(string kind)
    {
        CliRun
            .Of("new", _folder["heart-beat"], "--template", kind, "--classes", "5", "--target", "esp32-s3")
            .ExitCode.ShouldBe(ExitCode.Success);
        var project = ProjectFile.Read(_folder["heart-beat"]);
        project.Target.Name.ShouldBe("esp32-s3");
        project.Generator.Namespace.ShouldBe("HeartBeatModel");
        Path.GetFileName(project.Package).ShouldBe("heart-beat.striate");
        if (kind == "import")
        {
            project.Import.ShouldNotBeNull();
        }
        else
        {
            NetworkText.Read(_folder["heart-beat/heart-beat.network"]).Layers.Length.ShouldBeGreaterThan(5);
            File.Exists(_folder["heart-beat/data/data.toml"]).ShouldBeTrue();
        }

        var commands = Commands()
            .Matches(File.ReadAllText(_folder["heart-beat/README.md"]))
            .Select(match => match.Groups[1].Value.Split(' '))
            .ToArray();
        commands.Length.ShouldBeGreaterThanOrEqualTo(3);
        commands.ShouldAllBe(words =>
            CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, false, false)).Parse(words, null).Errors.Count == 0
        );
    }

    [Fact]
    public void What_is_there_stays()
    {
        File.WriteAllText(_folder["mine"], "mine");
        CliRun.Of("new", _folder["."]).ShouldBeRefused(ExitCode.Usage, "is not empty");
        CliRun.Of("new", _folder["mine"]).ShouldBeRefused(ExitCode.Usage, "is a file");
        CliRun.Of("new", _folder["9-lives"]).ShouldBeRefused(ExitCode.Usage, "'9-lives' cannot name a project", "--name");
        CliRun.Of("new", _folder["new"], "--template", "video").ShouldBeRefused(ExitCode.Usage, "video");
        Directory.Exists(_folder["9-lives"]).ShouldBeFalse();
        File.ReadAllText(_folder["mine"]).ShouldBe("mine");
    }

    [GeneratedRegex("^    striate (.*)$", RegexOptions.Multiline)]
    private static partial Regex Commands();
}
