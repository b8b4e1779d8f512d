using System.Diagnostics;
using System.Globalization;

namespace Striate.UnitTests.Cli;

/// <summary>
/// A training that is killed at random moments and started again ends with the same package as one that was not.
/// STRIATE_KILLS sets how often.
/// </summary>
[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class KillTests : IDisposable
{
    private static readonly string[] s_training =
    [
        "train",
        "--baseline",
        "short",
        "--network",
        "digits",
        "--epochs",
        "12",
        "--importance",
        "taylor",
        "--out",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("striate-kill-").FullName;

    private static int Kills =>
        Environment.GetEnvironmentVariable("STRIATE_KILLS") is { } kills ? int.Parse(kills, CultureInfo.InvariantCulture) : 3;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_package_of_one_that_was_not()
    {
        var (whole, package, run) = (
            Path.Combine(_folder, "whole.striate"),
            Path.Combine(_folder, "killed.striate"),
            Path.Combine(_folder, "run")
        );
        var patience = await TrainAsync([.. s_training, whole], Timeout.InfiniteTimeSpan);
        File.Exists(whole).ShouldBeTrue();
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            await TrainAsync([.. s_training, package, "--run", run], patience * random.NextDouble());
        }

        await TrainAsync([.. s_training, package, "--run", run], Timeout.InfiniteTimeSpan);

        File.ReadAllBytes(package).ShouldBe(File.ReadAllBytes(whole));
    }

    /// <summary>Runs the tool as a process and kills it after a time, if it still runs.</summary>
    /// <returns>How long it ran.</returns>
    private static async Task<TimeSpan> TrainAsync(string[] arguments, TimeSpan patience)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "striate.dll");
        var start = new ProcessStartInfo("dotnet", [tool, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var streams = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            process.ExitCode.ShouldBe(0, (await streams)[1]);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return watch.Elapsed;
    }
}
