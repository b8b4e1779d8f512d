using System.Text.Json;
using Striate.Cli;
using Striate.Cli.Presentation;
using Striate.Projects;
using Striate.Trainer.Networks;

namespace Striate.UnitTests.Cli;

/// <summary>Names of earlier versions are refused by the name that took their place, and no recorded command has one.</summary>
public class RenamedNamesTests
{
    [Theory]
    [InlineData("train --out a.striate --steps general", "'--scales'")]
    [InlineData("train --out a.striate --rate 0.1", "'--learning-rate'")]
    [InlineData("train --out a.striate --integer-part 0.2", "'--qat-fraction'")]
    [InlineData("train --out a.striate --integer-rate 0.1", "'--qat-learning-rate'")]
    [InlineData("train --out a.striate --fade-start 0.1", "'--prune-start'")]
    [InlineData("train --out a.striate --fade-end 0.5", "'--prune-end'")]
    [InlineData("train --out a.striate --first-scale 0.5", "'--initial-resolution'")]
    [InlineData("train --out a.striate --dense run", "'--dense-from'")]
    [InlineData("train --out a.striate --float run", "'--float-from'")]
    [InlineData("generate a.striate --out b --max-code 64K", "'--max-flash'")]
    [InlineData("generate a.striate --out b --strategy dense", "'unrolled'")]
    public void An_error_names_the_new_option(string arguments, string name) =>
        CliRun.Of(arguments.Split(' ')).ShouldBeRefused(ExitCode.Usage, "did you mean " + name);

    [Theory]
    [InlineData("[budget]\nmax-code = 10", "did you mean 'max-flash'")]
    [InlineData("[generator]\nstrategy = \"dense\"", "did you mean 'unrolled'")]
    public void An_error_of_a_project_file_names_the_new_key(string text, string message)
    {
        using var folder = new PackageFolder();
        File.WriteAllText(folder[Project.FileName], $"package = \"{Path.GetFileName(folder.Package)}\"\n{text}\n");
        CliRun.Of("regenerate", folder["."]).ShouldBeRefused(ExitCode.BadInput, message);
    }

    [Fact]
    public void An_error_of_a_network_file_names_the_new_kind() =>
        Should
            .Throw<StriateException>(() => NetworkText.Parse("a", "logits: dense 10"))
            .Message.ShouldContain("'dense' is called 'fc' now");

    [Fact]
    public void Every_recorded_command_is_one()
    {
        var root = CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsOutputTerminal: false, IsErrorTerminal: false));
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "results"), "*.json");
        var parsed = 0;
        foreach (var record in records)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(record));
            if (json.RootElement.TryGetProperty("command", out var property) && property.GetString() is { } command)
            {
                command.ShouldStartWith("striate ");
                root.Parse(command.Split(' ')[1..]).Errors.ShouldBeEmpty($"{record}: {command}");
                parsed++;
            }
        }

        parsed.ShouldBeGreaterThan(20);
    }
}
