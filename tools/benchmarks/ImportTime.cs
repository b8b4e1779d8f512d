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

    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "..", "..", "Striate.Cli", "release", "striate.dll");

    /// <param name="arguments">A folder of .tflite files; the program that imports, by default the build of this repository.</param>
    /// <returns>0; 1 where an import failed by a defect.</returns>
    public static int Run(string[] arguments)
    {
        var tool = arguments.Length > 1 ? arguments[1] : s_tool;
        var isRight = true;
        Console.WriteLine("| file | bytes | seconds | of the processor | peak, MB | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---|");
        foreach (var file in Directory.GetFiles(arguments[0], "*.tflite").Order(StringComparer.Ordinal))
        {
            var runs = Enumerable.Range(0, Runs).Select(_ => Import(tool, file)).ToArray();
            isRight &= runs[0].ExitCode is 0 or 3;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Path.GetFileName(file)} | {new FileInfo(file).Length:N0} | {runs.Min(run => run.Seconds):F2} | {runs.Min(run => run.Processor):F2} "
                + $"| {runs.Max(run => run.PeakBytes) / Megabyte:F0} | {(runs[0].ExitCode == 0 ? "imported" : "refused")} |"));
        }

        return isRight ? 0 : 1;
    }

    private static (double Seconds, double Processor, long PeakBytes, int ExitCode) Import(string tool, string file)
    {
        var package = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + PackageFile.Extension);
        try
        {
            string[] arguments = ["import", file, "--out", package];
            var start = tool.EndsWith(".dll", StringComparison.Ordinal) ? new ProcessStartInfo("dotnet", [tool, .. arguments]) : new ProcessStartInfo(tool, arguments);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            var (peak, processor) = (0L, 0.0);
            do
            {
                (peak, processor) = (Math.Max(peak, PeakOf(process.Id)), Math.Max(processor, ProcessorOf(process)));
            }
            while (!process.WaitForExit(1));
            var seconds = watch.Elapsed.TotalSeconds;
            Task.WaitAll(output, error);
            return (seconds, Math.Max(processor, process.TotalProcessorTime.TotalSeconds), peak, process.ExitCode);
        }
        finally
        {
            File.Delete(package);
        }
    }

    private static double ProcessorOf(Process process)
    {
        process.Refresh();
        return process.HasExited ? 0 : process.TotalProcessorTime.TotalSeconds;
    }

    private static long PeakOf(int process)
    {
        const string name = "VmHWM:";
        var file = $"/proc/{process}/status";
        try
        {
            // A process that ends has no memory any more.
            return File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? 1024 * long.Parse(line[name.Length..^"kB".Length], CultureInfo.InvariantCulture) : 0;
        }
        catch (IOException) when (!Directory.Exists($"/proc/{process}"))
        {
            return 0;
        }
    }
}
