using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>A port that is not named, not there, or none: one line with the remedy.</summary>
public sealed class MissingPortTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public MissingPortTests() => File.WriteAllText(_folder["striate.toml"], $"package = \"{Path.GetFileName(_folder.Package)}\"\n");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(
        "board test .",
        "give --port NAME, or [board] port in striate.toml, or --emulated where there is one; see 'striate board test --help'"
    )]
    [InlineData(
        "board calibrate . --firmware 1.0",
        "give --port NAME, or [board] port in striate.toml, or --emulated where there is one; see 'striate board test --help'"
    )]
    [InlineData(
        "board flash . --dry-run",
        "no serial port; give --port NAME, or [board] flash-port in striate.toml; 'striate board doctor' lists the ports"
    )]
    public void Without_a_port_the_line_says_where_one_is_given(string command, string line)
    {
        var run = CliRun.Of([.. command.Split(' ').Select(word => word == "." ? _folder["."] : word)]);

        (run.ExitCode, run.Error.TrimEnd()).ShouldBe((ExitCode.Usage, "striate: " + line));
    }

    [Theory]
    [InlineData("board test")]
    [InlineData("board calibrate --firmware 1.0")]
    public void A_port_that_is_not_there_is_named_with_those_that_are(string command)
    {
        CliRun
            .Of([.. command.Split(' '), _folder.Package, "--port", _folder["absent"]])
            .ShouldBeRefused(
                ExitCode.BadInput,
                $"there is no serial port '{_folder["absent"]}'; ports here: ",
                "; check that the board is connected with a cable that carries data"
            );
        CliRun
            .Of([.. command.Split(' '), _folder.Package, "--port", _folder["."]])
            .ShouldBeRefused(ExitCode.BadInput, $"serial port '{_folder["."]}' is a folder; ports here: ");
    }
}
