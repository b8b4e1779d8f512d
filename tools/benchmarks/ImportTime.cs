using System.Diagnostics;
using System.Globalization;
using Striate.Model.Packaging;

namespace Striate.Benchmarks;

/// <summary>
/// What an import takes: seconds of the clock and of the processor, the fastest of some runs, and memory, the largest of them. Each
/// run is a process of its own, as a user starts it. Memory is the process's peak (VmHWM), read until it ends, so that Linux is needed.
/// </summary>
internal static class ImportTime
{
    private const int Runs = 3;
    private const double Megabyte = 1e6;

    // USER_HZ, the same on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "..", "..", "Striate.Cli", "release", "striate.dll");

    private const string Calibration = "--calibration";

    /// <param name="arguments">
    /// A model, or a folder of .tflite files; the program that imports, by default the build of this repository; <c>--calibration</c> and a
    /// file of samples for float models.
    /// </param>
    /// <returns>0; 1 where an import failed by a defect.</returns>
    public static int Run(string[] arguments)
    {
        var samples = arguments.SkipWhile(argument => argument != Calibration).Take(2).ToArray();
        var tool = arguments.Skip(1).TakeWhile(argument => argument != Calibration).FirstOrDefault() ?? s_tool;
        var files = Directory.Exists(arguments[0]) ? Directory.GetFiles(arguments[0], "*.tflite") : [arguments[0]];
        var isRight = true;
        Console.WriteLine("| file | bytes | seconds | of the processor | peak, MB | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---|");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var runs = Enumerable.Range(0, Runs).Select(_ => Import(tool, file, samples)).ToArray();
            isRight &= runs[0].ExitCode is 0 or 3;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {Path.GetFileName(file)} | {new FileInfo(file).Length:N0} | {runs.Min(run => run.Seconds):F2} | {runs.Min(run => run.Processor):F2} "
                        + $"| {runs.Max(run => run.PeakBytes) / Megabyte:F0} | {(runs[0].ExitCode == 0 ? "imported" : "refused")} |"
                )
            );
        }

        return isRight ? 0 : 1;
    }

    private static (double Seconds, double Processor, long PeakBytes, int ExitCode) Import(string tool, string file, string[] samples)
    {
        var package = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + PackageFile.Extension);
        try
        {
            string[] arguments = ["import", file, "--out", package, .. samples];
            var start = tool.EndsWith(".dll", StringComparison.Ordinal)
                ? new ProcessStartInfo("dotnet", [tool, .. arguments])
                : new ProcessStartInfo(tool, arguments);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            var (peak, processor) = (0L, 0.0);
            do
            {
                var use = UseOf(process.Id);
                (peak, processor) = (Math.Max(peak, use.PeakBytes), Math.Max(processor, use.Processor));
            } while (!process.WaitForExit(1));
            var seconds = watch.Elapsed.TotalSeconds;
            Task.WaitAll(output, error);
            return (seconds, processor, peak, process.ExitCode);
        }
        finally
        {
            File.Delete(package);
        }
    }

    /// <summary>Peak bytes and seconds of the processor so far; zeros for a process that has ended.</summary>
    private static (long PeakBytes, double Processor) UseOf(int process)
    {
        const string peak = "VmHWM:";
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith(peak, StringComparison.Ordinal));

            // Fields 14 and 15 are ticks in the program and in the system; the name, field 2, ends with the last parenthesis.
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ');
            return line is null
                ? default
                : (
                    1024 * long.Parse(line[peak.Length..^"kB".Length], CultureInfo.InvariantCulture),
                    (long.Parse(fields[12], CultureInfo.InvariantCulture) + long.Parse(fields[13], CultureInfo.InvariantCulture))
                        / TicksPerSecond
                );
        }
        catch (IOException) when (!Directory.Exists($"/proc/{process}"))
        {
            return default;
        }
    }
}
