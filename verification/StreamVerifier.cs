using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Streaming;

namespace Striate.Verification;

/// <summary>
/// Gives a signal block after block to generated code on desktop .NET and in the emulator, and compares every block with the integer
/// reference of the block form, and the reference with whole windows.
/// </summary>
public static class StreamVerifier
{
    /// <summary>Name of the reference where it leaves its windows: then the block form is wrong.</summary>
    private const string Reference = "reference";

    /// <summary>
    /// Windows one after the other, as a signal. Zeros follow them until the last block is full and the first window is complete.
    /// </summary>
    /// <param name="form">The block form that takes it.</param>
    /// <param name="windows">At least one.</param>
    public static byte[] StreamOf(BlockForm form, IEnumerable<GoldenVector> windows)
    {
        var (stream, block) = (windows.SelectMany(window => window.Input).ToArray(), form.Hop * form.StepLength);
        Array.Resize(ref stream, Math.Max(form.BlocksToReady, (stream.Length + block - 1) / block) * block);
        return stream;
    }

    /// <summary>Compares a stream.</summary>
    /// <inheritdoc cref="Verify(BuildResult, BlockForm, IReadOnlyList{byte[]}, int, IProgress{int}?, CancellationToken)"/>
    public static VerificationReport Verify(
        BuildResult build,
        BlockForm form,
        byte[] stream,
        int tracedBlocks = int.MaxValue,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    ) => Verify(build, form, [stream], tracedBlocks, progress, cancellation);

    /// <summary>Compares streams, with a reset before each.</summary>
    /// <param name="build">Code that was generated with a hop.</param>
    /// <param name="form">The block form that it computes.</param>
    /// <param name="streams">Each completes at least one window, see <see cref="StreamOf"/>; what is behind the last whole block of each is
    /// left out.</param>
    /// <param name="tracedBlocks">So many of the first blocks of each are compared layer by layer.</param>
    /// <param name="progress">Called with the blocks done so far.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Figures of a block, where a report says input.</returns>
    public static VerificationReport Verify(
        BuildResult build,
        BlockForm form,
        IReadOnlyList<byte[]> streams,
        int tracedBlocks = int.MaxValue,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var shortest = (long)form.BlocksToReady * form.Hop * form.StepLength;
        if (streams.Count == 0 || streams.Any(stream => stream.Length < shortest))
        {
            throw new ArgumentException($"a stream completes no window of {form.WindowSteps} steps", nameof(streams));
        }

        // A trace moves on in time as well: it has machines of its own.
        using var desktop = new DesktopExecutor(build);
        using var emulator = new EmulatorExecutor(build);
        using var tracing = new DesktopExecutor(build);
        var (runs, methods) = (new List<VectorRun>(), new MethodTotals());
        _ = Worker.Attempt(
            0,
            emulator,
            run => run.Advance(streams[0][..(form.Hop * form.StepLength)], new int[form.Block.Logits.Shape.Length])
        );
        var heap = emulator.Machine.HeapBytesInUse;
        foreach (var stream in streams)
        {
            foreach (var executor in new IExecutor[] { desktop, emulator, tracing })
            {
                _ = Worker.Attempt(runs.Count, executor, run => run.Reset());
            }

            var reference = new StreamingReference(form);
            for (var number = 0; number < stream.Length / (form.Hop * form.StepLength); number++)
            {
                cancellation.ThrowIfCancellationRequested();
                runs.Add(Run(runs.Count, number, stream, number < tracedBlocks));
                methods.Add(emulator.Machine);
                progress?.Report(runs.Count);
            }

            VectorRun Run(int run, int number, byte[] samples, bool isTraced)
            {
                var block = samples.AsSpan(number * form.Hop * form.StepLength, form.Hop * form.StepLength);
                var result = reference.Advance(block);
                var vector = new GoldenVector([.. block], result.LayerCrcs, result.Logits);
                emulator.Machine.ResetCounters();
                var difference =
                    OfWindow(run, number, form, samples, reference, vector) ?? OfBlock(run, form, reference.IsReady, vector, emulator);
                var counters = emulator.Machine.Counters;
                difference ??= OfBlock(run, form, reference.IsReady, vector, desktop);
                difference ??= isTraced
                    ? OfLayers(run, build, form, vector, tracing) ?? OfLayers(run, build, form, vector, emulator)
                    : null;
                return new VectorRun(isTraced, difference, counters.Instructions, counters.CostUnits, counters.Allocations);
            }
        }

        return Report(build, form, runs, MethodSums.Of(methods.All), Math.Max(heap, emulator.Machine.HeapBytesInUse));
    }

    private static Difference? OfWindow(
        int run,
        int number,
        BlockForm form,
        byte[] stream,
        StreamingReference reference,
        GoldenVector vector
    )
    {
        if (!reference.IsReady)
        {
            return null;
        }

        var window = ReferenceExecutor.Run(
            form.Window,
            stream.AsSpan(form.WindowStart(number) * form.StepLength, form.WindowSteps * form.StepLength)
        );
        return LogitDifference(run, form, vector.Logits, Reference, [.. window.Logits]);
    }

    private static Difference? OfBlock(int number, BlockForm form, bool isReady, GoldenVector vector, IExecutor executor)
    {
        var (logits, ready) = (new int[vector.Logits.Length], false);
        return Worker.Attempt(number, executor, run => ready = run.Advance([.. vector.Input], logits))
            ?? (ready == isReady ? null : new Difference(number, executor.Name, null, $"IsReady is {ready} instead of {isReady}"))
            ?? LogitDifference(number, form, vector.Logits, executor.Name, logits);
    }

    private static Difference? OfLayers(int number, BuildResult build, BlockForm form, GoldenVector vector, IExecutor executor)
    {
        var expected = build.Code.TracedCrcs(vector.LayerCrcs);
        var (logits, crcs) = (new int[vector.Logits.Length], new uint[expected.Length]);
        var failure = Worker.Attempt(number, executor, run => run.Trace([.. vector.Input], logits, crcs));
        var layer = Enumerable.Range(0, crcs.Length).FirstOrDefault(index => crcs[index] != expected[index], -1);
        return failure
            ?? (
                layer < 0
                    ? null
                    : new Difference(
                        number,
                        executor.Name,
                        form.Block.Layers[layer].Name,
                        $"CRC {crcs[layer]:x8} instead of {expected[layer]:x8}"
                    )
            );
    }

    private static Difference? LogitDifference(int number, BlockForm form, ImmutableArray<int> expected, string executor, int[] logits)
    {
        var index = Enumerable.Range(0, logits.Length).FirstOrDefault(logit => logits[logit] != expected[logit], -1);
        return index < 0
            ? null
            : new Difference(
                number,
                executor,
                form.Block.Layers[^1].Name,
                $"logit {index} is {logits[index]} instead of {expected[index]}"
            );
    }

    private static VerificationReport Report(
        BuildResult build,
        BlockForm form,
        List<VectorRun> runs,
        ImmutableArray<MethodProfile> methods,
        long heap
    ) =>
        new(
            runs.Count,
            [.. Enumerable.Range(0, runs.Count).Where(block => runs[block].Difference is not null)],
            runs.Count(run => run.IsTraced),
            runs.Select(run => run.Difference).FirstOrDefault(difference => difference is not null),
            runs.Sum(run => run.Allocations),
            new InstructionFigures(
                runs.Average(run => (double)run.Instructions),
                runs.Min(run => run.Instructions),
                runs.Max(run => run.Instructions)
            ),
            MethodSums.ByLayer(build.Code, form.Block, methods, runs.Count),
            build.IlBytes,
            build.Code.TableBytes,
            heap,
            NetworkFigures.Of(form.Block).DenseMacs
        )
        {
            CostUnits = runs.Average(run => (double)run.CostUnits),
            Methods = methods,
        };
}
