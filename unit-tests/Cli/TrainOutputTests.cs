using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>What is wrong with files that a training writes is said before it begins, and changes nothing.</summary>
[Collection(TorchTests.Name)]
public sealed class TrainOutputTests : IDisposable
{
    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_outputs_that_are_one_file_are_refused()
    {
        Train("--out", _folder["a"], "--out-dense", _folder["a"])
            .ShouldBeRefused(ExitCode.Usage, "--out and --out-dense", "one file", "of its own");
        Train("--out", _folder["a"], "--results", _folder["./a"]).ShouldBeRefused(ExitCode.Usage, "--out and --results", "one file");
        Train("--out", _folder["b"], "--out-dense", _folder["a"], "--results", _folder["x/../a"])
            .ShouldBeRefused(ExitCode.Usage, "--out-dense and --results");
        Train("--out", _folder["a"], "--run", _folder["run"], "--results", _folder["run/results.json"])
            .ShouldBeRefused(ExitCode.Usage, "--results and results.json of --run", "one file");
        Train("--out", _folder["run/results.json"], "--run", _folder["run"])
            .ShouldBeRefused(ExitCode.Usage, "--out and results.json of --run");
        NothingWasWritten();
    }

    [Theory]
    [InlineData("--out")]
    [InlineData("--out-dense")]
    [InlineData("--results")]
    public void A_file_that_cannot_be_written_is_refused_at_once(string option)
    {
        Refused(option, ".", ExitCode.Usage, option, "is a folder", "name a file");
        Refused(option, "absent/a", ExitCode.BadInput, "absent", "does not exist", "create it");
        Refused(option, "sample.striate/a", ExitCode.BadInput, "is a file, not a folder");
        Refused(option, new string('a', 300), ExitCode.BadInput, "aaa", "longer than this system allows", "choose a shorter one");
        if (OperatingSystem.IsLinux())
        {
            // Nobody may make files there, not even root.
            Refused(option, "/proc/a", ExitCode.BadInput, "/proc/a", "cannot be written");
        }

        NothingWasWritten();
    }

    [Fact]
    public void Nothing_is_left_of_the_check_and_what_is_there_stays()
    {
        File.WriteAllText(_folder["old"], "old");
        OutputFiles.RequireWritable("--out", _folder["old"]);
        OutputFiles.RequireWritable("--out", _folder["new"]);
        OutputFiles.RequireDifferent(("--out", _folder["old"]), ("--results", _folder["new"]));
        File.ReadAllText(_folder["old"]).ShouldBe("old");
        Directory.GetFileSystemEntries(_folder["."]).Select(Path.GetFileName).ShouldBe(["old", "sample.striate"], ignoreOrder: true);
    }

    private void Refused(string option, string path, int exitCode, params string[] parts)
    {
        string[] others = option == "--out" ? [] : ["--out", _folder["a"]];
        Train([.. others, option, _folder[path]]).ShouldBeRefused(exitCode, parts);
    }

    private void NothingWasWritten() => Directory.GetFileSystemEntries(_folder["."]).Select(Path.GetFileName).ShouldBe(["sample.striate"]);

    // An unknown data set ends a training that was not refused.
    private static CliRun Train(params string[] options) =>
        CliRun.Of(["train", "--network", "digits", "--data-set", "none-such", .. options]);
}
