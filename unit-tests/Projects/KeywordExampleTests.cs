using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.DataSets.Numpy;
using Striate.Model.Packaging;
using Striate.Projects;
using Striate.UnitTests.Cli;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Projects;

/// <summary>
/// The example whose model is downloaded: its page names the file that the tests have, and its code computes what TensorFlow Lite Micro
/// does.
/// </summary>
public partial class KeywordExampleTests
{
    private const string Model = "mlperf_kws_i8";

    [Fact]
    public void The_page_names_the_model_by_commit_and_hash()
    {
        KnownModels.Require();
        var page = File.ReadAllText(Path.Combine(Folder(), "README.md"));
        Address().Match(page).Groups["name"].Value.ShouldBe(Path.GetFileName(ProjectFile.Read(Folder()).Import!.Model));
        Hash().Match(page).Value.Trim().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(KnownModels.FileOf(Model)))));
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void The_code_that_regenerate_writes_computes_the_bytes_of_the_source_runtime()
    {
        KnownModels.Require();
        using var folder = new PackageFolder();
        File.Copy(Path.Combine(Folder(), Project.FileName), folder[Project.FileName]);
        var project = ProjectFile.Read(folder["."]);
        File.Copy(KnownModels.FileOf(Model), project.Import!.Model);

        CliRun
            .Of("regenerate", project.Folder)
            .Output.ShouldContain("32 of 32 inputs equal on integer reference, desktop .NET and emulator");
        CliRun.Of("regenerate", project.Folder, "--check").ExitCode.ShouldBe(ExitCode.Success);
        PackageFile.Read(project.Package).Package.Network.Labels.Length.ShouldBe(12);

        var (input, expected) = (
            KnownModels.Samples(KnownModels.Results(Model, "inputs.npy"))[0],
            KnownModels.Samples(KnownModels.Results(Model, "outputs.npy"))[0]
        );
        using (var inputs = File.Create(folder["inputs.npy"]))
        {
            new NumpyArray("|i1", [1, 49, 10, 1], input).Write(inputs);
        }

        var run = CliRun.Of(
            "run",
            project.Package,
            "--inputs",
            folder["inputs.npy"],
            "--outputs",
            folder["outputs.npy"],
            "--executor",
            "emulator"
        );
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        KnownModels.Samples(folder["outputs.npy"]).ShouldHaveSingleItem().ShouldBe(expected);
    }

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "examples", "keyword"));

    [GeneratedRegex(@"https://\S+/tiny/[0-9a-f]{40}/\S+/(?<name>\S+\.tflite)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^ +[0-9a-f]{64}$", RegexOptions.Multiline)]
    private static partial Regex Hash();
}
