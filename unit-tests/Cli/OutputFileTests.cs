using Striate.Cli;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Cli;

/// <summary>Files that commands write: nothing beside them changes, and a wrong place is known before the work.</summary>
public sealed class OutputFileTests : IDisposable
{
    private const string Mine = "mine";

    private readonly PackageFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Writers => ["verify", "report", "results", "run", "calibrate"];

    // The packages are damaged and the records are none, which whoever begins with the work notices first.
    [Theory]
    [InlineData("verify")]
    [InlineData("report")]
    [InlineData("results")]
    [InlineData("run")]
    public void A_place_for_no_file_is_refused_before_the_work(string verb)
    {
        File.WriteAllText(_folder["damaged.striate"], Mine);
        Directory.CreateDirectory(_folder["sub"]);
        var absent = Path.Combine(_folder["absent"], "out");
        CliRun
            .Of(Arguments(verb, _folder["damaged.striate"], absent))
            .ShouldBeRefused(ExitCode.BadInput, absent, "does not exist; create it");
        CliRun
            .Of(Arguments(verb, _folder["damaged.striate"], _folder["sub"]))
            .ShouldBeRefused(ExitCode.Usage, _folder["sub"], "is a folder; name a file");
        Directory.GetFileSystemEntries(_folder["sub"]).ShouldBeEmpty();
    }

    [Fact]
    public void A_calibration_that_could_not_be_stored_is_not_measured()
    {
        Directory.CreateDirectory(_folder["sub"]);
        var run = CliRun.Of(new CancellationToken(canceled: true), Arguments("calibrate", _folder.Package, _folder["sub"]));
        run.ShouldBeRefused(ExitCode.Usage, "--calibrations", _folder["sub"], "is a folder; name a file");

        // No such port, which whoever opens it first says.
        CliRun
            .Of("board", "calibrate", _folder.Package, "--port", _folder["port"], "--firmware", "1.0", "--calibrations", _folder["sub"])
            .ShouldBeRefused(ExitCode.Usage, "--calibrations", _folder["sub"], "is a folder; name a file");
    }

    [Fact]
    public void Plots_are_not_written_without_a_place_for_their_page()
    {
        var records = Directory.CreateDirectory(_folder["records"]).FullName;
        File.Copy(Path.Combine(Results.Records.Root(), "docs", "results", "lenet.json"), Path.Combine(records, "lenet.json"));
        CliRun
            .Of(Arguments("results", records, Path.Combine(_folder["absent"], "page.md")))
            .ShouldBeRefused(ExitCode.BadInput, "create it");
        Directory.GetFiles(records).Length.ShouldBe(1);
        CliRun.Of(Arguments("results", records, _folder["page.md"])).ExitCode.ShouldBe(ExitCode.Success);
        Directory.GetFiles(records).Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void An_output_never_replaces_what_a_command_reads()
    {
        File.WriteAllText(_folder["in.npy"], Mine);
        Directory.CreateDirectory(_folder["ll"]);
        var package = File.ReadAllBytes(_folder.Package);
        Run("in.npy").ShouldBeRefused(ExitCode.Usage, "--inputs and --outputs are one file");
        Run("sample.striate").ShouldBeRefused(ExitCode.Usage, "the package and --outputs are one file");
        var layer = Striate.Model.Packaging.PackageFile.Read(_folder.Package).Package.Network.Layers[0].Name;
        Run($"ll/{layer}.npy", "--layers", _folder["ll"])
            .ShouldBeRefused(ExitCode.Usage, $"--outputs and layer '{layer}' in --layers are one file");
        CliRun.Of("report", _folder.Package, "--html", _folder.Package).ShouldBeRefused(ExitCode.Usage, "one file");
        CliRun.Of("verify", _folder.Package, "--profile", _folder.Package).ShouldBeRefused(ExitCode.Usage, "one file");
        CliRun.Of("results", "page", _folder["."], "--out", _folder["record.json"]).ShouldBeRefused(ExitCode.Usage, "name of a record");
        File.ReadAllBytes(_folder.Package).ShouldBe(package);
        File.ReadAllText(_folder["in.npy"]).ShouldBe(Mine);
        foreach (
            var (option, words) in ((string, string[])[])[("--matrix", ["evaluate", _folder.Package]), ("--sheet", ["data", "inspect"])]
        )
        {
            File.WriteAllText(_folder["data.png"], Mine);
            string[] reading = option == "--sheet" ? [_folder["data.png"]] : ["--data", _folder["data.png"]];
            CliRun.Of([.. words, .. reading, option, _folder["data.png"]]).ShouldBeRefused(ExitCode.Usage, option, "are one file");
            CliRun.Of([.. words, .. reading, option, _folder.Package]).ShouldBeRefused(ExitCode.Usage, option, "ends with .png");
            string[] folder = option == "--sheet" ? [_folder["."]] : ["--data", _folder["."]];
            CliRun.Of([.. words, .. folder, option, _folder["data.png"]]).ShouldBeRefused(ExitCode.Usage, option, "would be read as data");
            File.ReadAllText(_folder["data.png"]).ShouldBe(Mine);
        }

        CliRun Run(string outputs, params string[] more) =>
            CliRun.Of(["run", _folder.Package, "--inputs", _folder["in.npy"], "--outputs", _folder[outputs], .. more]);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void Files_beside_the_one_that_is_written_stay(string verb)
    {
        File.WriteAllText(_folder["out.tmp"], Mine);
        File.WriteAllBytes(_folder["app.dll"], TestCompiler.Compile("public static class P { public static void Main() { } }", "app"));
        var records = Directory.CreateDirectory(_folder["records"]).FullName;
        File.Copy(Path.Combine(Results.Records.Root(), "docs", "results", "lenet.json"), Path.Combine(records, "lenet.json"));
        var input = verb switch
        {
            "run" => _folder["app.dll"],
            "results" => records,
            _ => _folder.Package,
        };
        var arguments = Arguments(verb, input, _folder["out"]);
        var before = Directory.GetFileSystemEntries(_folder["."]);
        var run = CliRun.Of(arguments);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        File.ReadAllText(_folder["out.tmp"]).ShouldBe(Mine);
        Directory.GetFileSystemEntries(_folder["."]).Except(before).Select(Path.GetFileName).ShouldBe(["out"]);
    }

    private string[] Arguments(string verb, string input, string output) =>
        verb switch
        {
            "verify" =>
            [
                "verify",
                input,
                "--strategy",
                "literal",
                "--vectors",
                "2",
                "--calibrations",
                _folder.NoCalibrations,
                "--profile",
                output,
            ],
            "report" => ["report", input, "--vectors", "1", "--html", output],
            "results" => ["results", "page", input, "--out", output],
            "run" => ["emulator", "run", input, "--calibrations", _folder.NoCalibrations, "--profile", output],
            _ => ["calibrate", input, "--firmware", "1.0", "--microseconds", "1000", "--calibrations", output],
        };
}
