using System.Diagnostics;
using System.Globalization;
using Striate.Codegen;
using Striate.Platform;
using Striate.Zoo;

namespace Striate.Benchmarks;

/// <summary>
/// How long the planner searches for a network of the zoo. The first search of a process is what a user waits for: it is cold,
/// because the planner is compiled meanwhile. Seconds of the processor are those of all cores together and hardly depend on
/// what else the machine does; seconds of the clock do.
/// </summary>
internal static class PlannerTime
{
    private const string Usual = "resnet8-int8-m1";
    private const int Searches = 3;

    /// <param name="arguments">A network of the zoo; <c>--max-flash BYTES</c> plans for so much flash on a board without PSRAM.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static void Run(string[] arguments)
    {
        var limit = Array.IndexOf(arguments, "--max-flash");
        var options =
            limit < 0
                ? new GeneratorOptions()
                : new GeneratorOptions(
                    Target: Targets.Default,
                    Maximum: new Budgets(Flash: long.Parse(arguments[limit + 1], CultureInfo.InvariantCulture))
                );
        var name = arguments is [var first, ..] && limit != 0 ? first : Usual;
        var network =
            ZooNetwork.All.SingleOrDefault(entry => entry.Name == name)?.Make()
            ?? throw new ArgumentException(
                $"there is no network '{name}'; there are: {string.Join(", ", ZooNetwork.All.Select(entry => entry.Name))}"
            );
        for (var search = 0; search < Searches; search++)
        {
            using var process = Process.GetCurrentProcess();
            var (processor, allocated, watch) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
            var plan = Generator.Plan(network, options);
            var elapsed = watch.Elapsed;
            process.Refresh();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, {(search == 0 ? "cold" : "warm")}: {(process.TotalProcessorTime - processor).TotalSeconds:F2} s of the processor, {elapsed.TotalSeconds:F2} s of the clock, "
                        + $"{(GC.GetTotalAllocatedBytes() - allocated) / 1e6:F0} MB allocated, {plan.Layers.Sum(layer => layer.RunnersUp.Length + 1)} ways compared"
                )
            );
        }
    }
}
