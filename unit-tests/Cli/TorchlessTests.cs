using System.Diagnostics;
using Striate.Cli;
using Striate.Trainer.Native;

namespace Striate.UnitTests.Cli;

/// <summary>The tool in a folder that has neither TorchSharp nor libtorch, as a process of its own.</summary>
[Trait(SlowTests.Category, SlowTests.Name)]
public class TorchlessTests
{
    [Fact]
    public async Task Generate_regenerate_verify_and_inspect_work_where_libtorch_is_not_installed()
    {
        using var folder = new PackageFolder();
        await File.WriteAllTextAsync(folder["striate.toml"], "package = \"sample.striate\"\n", TestContext.Current.CancellationToken);
        var tool = CopyWithoutTorch(folder["tool"]);
        foreach (
            var arguments in new string[][]
            {
                ["generate", folder.Package, "--out", folder["out"]],
                ["generate", folder.Package, "--out", folder["out"], "--check"],
                ["verify", folder.Package, "--vectors", "2", "--strategy", "unrolled"],
                ["inspect", folder.Package],
                ["regenerate", folder["."]],
                ["regenerate", folder["."], "--check"],
            }
        )
        {
            var (exitCode, error) = await RunAsync(tool, arguments);
            exitCode.ShouldBe(ExitCode.Success, error);
        }

        var (training, reason) = await RunAsync(tool, ["train", "--epochs", "2", "--out", folder["p.striate"]]);
        training.ShouldNotBe(ExitCode.Success, "the folder was to be without Torch");
        reason.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task A_training_fetches_libtorch_or_says_in_one_line_why_it_cannot()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the command of this test is a shell script");
        using var folder = new PackageFolder();
        var home = Directory.CreateDirectory(folder["home"]).FullName;
        string[] training = ["train", "--epochs", "2", "--out", folder["p.striate"]];
        (await CliProcess.RunAsync(home, training)).ShouldFail(ExitCode.BadInput, "training needs libtorch-cpu", "no 'dotnet' on the PATH");
        CliProcess.Fake(home, "dotnet", "echo 'error NU1101: Unable to find package'; exit 1");
        (await CliProcess.RunAsync(home, training)).ShouldFail(ExitCode.BadInput, "NU1101", "dotnet nuget list source");
        CliProcess.Fake(home, "dotnet", "[ $1 = restore ] || echo /nowhere/");
        (await CliProcess.RunAsync(home, training)).ShouldFail(ExitCode.BadInput, "it is not there");

        // NuGet's answer is a folder: here the one that the build has restored it to.
        var packages = LibtorchPackage.Find().ShouldNotBeNull();
        CliProcess.Fake(
            home,
            "dotnet",
            $"[ $1 = restore ] || echo {packages[..packages.IndexOf(LibtorchPackage.Id, StringComparison.Ordinal)]}"
        );
        var run = await CliProcess.RunAsync(home, training);
        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Error.ShouldContain("fetching " + LibtorchPackage.Id);
    }

    private static string CopyWithoutTorch(string folder)
    {
        Directory.CreateDirectory(folder);
        var files = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Append(Path.Combine(AppContext.BaseDirectory, "striate.runtimeconfig.json"));
        foreach (var file in files.Where(file => !Path.GetFileName(file).Contains("torch", StringComparison.OrdinalIgnoreCase)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return Path.Combine(folder, "striate.dll");
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string tool, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
