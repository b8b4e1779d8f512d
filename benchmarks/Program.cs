using BenchmarkDotNet.Running;
using Striate.Benchmarks;

if (args is ["networks", "--out", var folder])
{
    NetworkPackages.Write(folder, Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(EmulatorBenchmarks).Assembly).Run(args);
