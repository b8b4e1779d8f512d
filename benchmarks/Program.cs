using BenchmarkDotNet.Running;
using Striate.Benchmarks;

switch (args)
{
    case ["networks", "--out", var folder]:
        NetworkPackages.Write(folder, Console.Out);
        break;
    case ["training", ..]:
        TrainingThroughput.Run(args[1..]);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(EmulatorBenchmarks).Assembly).Run(args);
        break;
}
