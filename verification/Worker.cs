using Striate.Codegen;
using Striate.Emulator;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;

namespace Striate.Verification;

/// <summary>One input on all executors.</summary>
internal sealed record VectorRun(bool IsTraced, Difference? Difference, long Instructions, long CostUnits, long Allocations);

/// <summary>What a worker measured over its inputs.</summary>
/// <param name="Methods">Sums over the inputs.</param>
/// <param name="HeapBytes">After the first run.</param>
internal sealed record WorkerResult(IReadOnlyCollection<MethodProfile> Methods, long HeapBytes);

/// <summary>One desktop and one emulator that run inputs one after the other.</summary>
internal sealed class Worker(BuildResult build, Network network, DeploymentImage? image) : IDisposable
{
    private readonly DesktopExecutor _desktop = new(build);
    private readonly EmulatorExecutor _emulator = new(build, image);
    private readonly MethodTotals _methods = new();
    private long _heapBytes;

    /// <summary>Runs the static constructors, which allocate the tables and the working memory, and measures the heap.</summary>
    public void WarmUp(GoldenVector vector)
    {
        _ = Attempt(0, _emulator, executor => executor.Run([.. vector.Input], new int[vector.Logits.Length]));
        _heapBytes = _emulator.Machine.HeapBytesInUse;
    }

    /// <summary>Runs one input everywhere; the trace too if asked for, or if something differs.</summary>
    public VectorRun Run(int number, GoldenVector vector, bool isTraced)
    {
        _emulator.Machine.ResetCounters();
        var onEmulator = CompareLogits(number, vector, _emulator);
        var counters = _emulator.Machine.Counters;
        _methods.Add(_emulator.Machine);
        var onDesktop = CompareLogits(number, vector, _desktop);
        isTraced |= onDesktop is not null || onEmulator is not null;
        var difference = isTraced ? CompareLayers(number, vector, _desktop) ?? CompareLayers(number, vector, _emulator) : null;
        return new VectorRun(
            isTraced,
            difference ?? onDesktop ?? onEmulator,
            counters.Instructions,
            counters.CostUnits,
            counters.Allocations
        );
    }

    public WorkerResult Result() => new(_methods.All, Math.Max(_heapBytes, _emulator.Machine.HeapBytesInUse));

    public void Dispose()
    {
        _desktop.Dispose();
        _emulator.Dispose();
    }

    private Difference? CompareLogits(int number, GoldenVector vector, IExecutor executor)
    {
        var logits = new int[vector.Logits.Length];
        return Attempt(number, executor, run => run.Run([.. vector.Input], logits)) ?? LogitDifference(number, vector, executor, logits);
    }

    private Difference? CompareLayers(int number, GoldenVector vector, IExecutor executor)
    {
        var expected = build.Code.TracedCrcs(vector.LayerCrcs);
        var (logits, crcs) = (new int[vector.Logits.Length], new uint[expected.Length]);
        var failure = Attempt(number, executor, run => run.Trace([.. vector.Input], logits, crcs));
        var layer = Array.FindIndex(Enumerable.Range(0, crcs.Length).ToArray(), index => crcs[index] != expected[index]);
        return failure
            ?? (
                layer < 0
                    ? null
                    : new Difference(
                        number,
                        executor.Name,
                        network.Layers[layer].Name,
                        $"CRC {crcs[layer]:x8} instead of {expected[layer]:x8}"
                    )
            )
            ?? LogitDifference(number, vector, executor, logits);
    }

    private Difference? LogitDifference(int number, GoldenVector vector, IExecutor executor, int[] logits)
    {
        var index = Array.FindIndex(Enumerable.Range(0, logits.Length).ToArray(), logit => logits[logit] != vector.Logits[logit]);
        return index < 0
            ? null
            : new Difference(
                number,
                executor.Name,
                network.Layers[^1].Name,
                $"logit {index} is {logits[index]} instead of {vector.Logits[index]}"
            );
    }

    /// <summary>Runs something; what it throws is a difference.</summary>
    public static Difference? Attempt(int number, IExecutor executor, Action<IExecutor> run)
    {
        try
        {
            run(executor);
            return null;
        }
        catch (EmulatorException exception)
        {
            return new Difference(number, executor.Name, null, $"{exception.Number} {exception.Location}: {exception.Problem}");
        }
        catch (Exception exception) when (executor is DesktopExecutor && exception is not OperationCanceledException)
        {
            return new Difference(number, executor.Name, null, exception.Message);
        }
    }
}
