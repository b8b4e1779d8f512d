using System.Diagnostics;
using System.Globalization;
using Striate.Codegen;
using Striate.Zoo;

namespace Striate.Benchmarks;

/// <summary>
/// <c>planner [NETWORK...]</c>: how long the planner searches for a network of the zoo; the first search of a process compiles
/// the planner, too, and is what a user waits for. Each time is that of all cores together, then that of the clock.
/// </summary>
internal static class PlannerTime
{
    private const string Default = "resnet8-int8-m1";

    /// <param name="arguments">Names of networks, or of architectures.</param>
    /// <exception cref="ArgumentException">There is no such network.</exception>
    public static void Run(string[] arguments)
    {
        foreach (var name in arguments.Length > 0 ? arguments : [Default])
        {
            var found = ZooNetwork.Find(name);
            if (found.IsEmpty)
            {
                throw new ArgumentException($"there is no network '{name}'; there are: {string.Join(", ", ZooNetwork.All.Select(network => network.Name))}");
            }

            foreach (var entry in found)
            {
                Measure(entry);
            }
        }
    }

    private static void Measure(ZooNetwork entry)
    {
        var network = entry.Make();
        foreach (var turn in (string[])["first", "again"])
        {
            using var process = Process.GetCurrentProcess();
            var (before, allocated, watch) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());
            var plan = Generator.Plan(network, new GeneratorOptions());
            var elapsed = watch.Elapsed;
            process.Refresh();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.Name}, {turn}: {(process.TotalProcessorTime - before).TotalSeconds:F2} s of processor, {elapsed.TotalSeconds:F2} s, "
                + $"{(GC.GetTotalAllocatedBytes() - allocated) / 1e6:F0} MB allocated, {plan.Layers.Sum(layer => layer.RunnersUp.Length + 1)} ways"));
        }
    }
}
