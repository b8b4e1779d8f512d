using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Fuzzing;

namespace Striate.Benchmarks;

/// <summary>Start-up and speed of the emulator on generated code; instructions per second are instructions over time.</summary>
[Config(typeof(InThisProcess))]
public class EmulatorBenchmarks
{
    private readonly byte[] _input = new byte[ResNetSized.InputLength];
    private readonly int[] _logits = new int[ResNetSized.Classes];
    private ReadOnlyMemory<byte>[] _assemblies = [];
    private string _type = "";
    private Machine _machine = null!;

    /// <summary>How the layers are written.</summary>
    [Params(Strategy.Table, Strategy.Literal, Strategy.Planned)]
    public Strategy Strategy { get; set; }

    /// <summary>Generates and compiles.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var build = ResNetSized.Build(Strategy);
        _assemblies = [.. build.Assemblies.Select(assembly => assembly.Image.AsMemory())];
        _type = $"{build.Code.Namespace}.{build.Code.NetworkClass}";
        new Random(2).NextBytes(_input);
        _machine = Machine.Load(_assemblies);
        Run();
        Console.WriteLine($"// {Strategy}: {_machine.Counters.Instructions} instructions");
    }

    /// <summary>From assembly bytes to a machine that is ready to run, the emulator's own code compiled already.</summary>
    [Benchmark]
    public Machine Load() => Machine.Load(_assemblies);

    /// <summary>One inference.</summary>
    [Benchmark]
    public int Run()
    {
        _machine.ResetCounters();
        _machine.Invoke(_type, "Run", _input, _logits);
        return _logits[0];
    }

    // A process per benchmark would build the whole trainer for each, which takes longer than BenchmarkDotNet waits.
    private sealed class InThisProcess : ManualConfig
    {
        public InThisProcess() => AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
    }
}
