using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Striate.Benchmarks.EmulatorBenchmarks).Assembly).Run(args);
