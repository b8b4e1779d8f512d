using System.Diagnostics;
using Striate.Cli;

namespace Striate.UnitTests.Cli;

/// <summary>The tool in a folder that has neither TorchSharp nor libtorch, as a process of its own.</summary>
public class TorchlessTests
{
    [Fact]
    public async Task Generate_regenerate_verify_and_inspect_work_where_libtorch_is_not_installed()
    {
        using var folder = new PackageFolder();
        await File.WriteAllTextAsync(folder["striate.toml"], "package = \"sample.striate\"\n", TestContext.Current.CancellationToken);
        var tool = CopyWithoutTorch(folder["tool"]);
        foreach (var arguments in new string[][]
        {
            ["generate", folder.Package, "--out", folder["out"]],
            ["generate", folder.Package, "--out", folder["out"], "--check"],
            ["verify", folder.Package, "--vectors", "2", "--strategy", "dense"],
            ["inspect", folder.Package],
            ["regenerate", folder["."]],
            ["regenerate", folder["."], "--check"],
        })
        {
            var (exitCode, error) = await RunAsync(tool, arguments);
            exitCode.ShouldBe(ExitCode.Success, error);
        }

        var (training, reason) = await RunAsync(tool, ["train", "--epochs", "2", "--out", folder["p.striate"]]);
        training.ShouldNotBe(ExitCode.Success, "the folder was to be without Torch");
        reason.Trim().ShouldNotContain('\n');
    }

    private static string CopyWithoutTorch(string folder)
    {
        Directory.CreateDirectory(folder);
        var files = Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, "striate.runtimeconfig.json"));
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
