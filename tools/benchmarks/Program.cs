using System.Globalization;
using BenchmarkDotNet.Running;
using Striate.Benchmarks;

switch (args)
{
    case ["networks", "--out", var folder]:
        NetworkPackages.Write(folder, Console.Out);
        return 0;
    case ["training", ..]:
        TrainingThroughput.Run(args[1..]);
        return 0;
    case ["planner", ..]:
        PlannerTime.Run(args[1..]);
        return 0;
    case ["streaming", ..]:
        return StreamingCost.Run(args[1..]);
    case ["build", var root]:
        return BuildOverhead.Run([root]);
    case ["import", _, ..]:
        return ImportTime.Run(args[1..]);
    case ["samples", var dataSet, var folder, var count, var file]:
        CalibrationSamples.Write(dataSet, folder, int.Parse(count, CultureInfo.InvariantCulture), file);
        return 0;
    default:
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(EmulatorBenchmarks).Assembly).Run(args);
        return summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success)) ? 0 : 1;
}
