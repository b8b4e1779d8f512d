using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Figures;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;

namespace Striate.Verification;

/// <summary>How far a verification goes.</summary>
/// <param name="TracedVectors">So many of the first inputs are compared layer by layer; every input that differs is, too.</param>
/// <param name="Workers">Inputs run side by side; each worker has its own executors.</param>
/// <param name="Image">The emulator runs the network that is in it; null: the .pe files of the build.</param>
public sealed record VerifierOptions(int TracedVectors = int.MaxValue, int Workers = 1, DeploymentImage? Image = null);

/// <summary>
/// Runs assemblies on desktop .NET, the .pe files that are flashed of them in the emulator, and compares both with the integer reference.
/// </summary>
public static class Verifier
{
    /// <summary>Compares every logit vector, and layers as far as the options say.</summary>
    /// <param name="build">The compiled network.</param>
    /// <param name="network">The network that it was generated from.</param>
    /// <param name="expected">At least one vector of the integer reference, see <see cref="GoldenVectors.Compute"/>.</param>
    /// <param name="options">How far; null for everything, one worker.</param>
    /// <param name="progress">Called with the inputs done so far.</param>
    /// <param name="cancellation">Stops between inputs.</param>
    /// <exception cref="StriateException">The image holds no such network with its trace.</exception>
    public static VerificationReport Verify(
        BuildResult build,
        Network network,
        ImmutableArray<GoldenVector> expected,
        VerifierOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfZero(expected.Length);
        options ??= new VerifierOptions();
        var workers = Math.Clamp(options.Workers, 1, expected.Length);
        var runs = new VectorRun[expected.Length];
        var parts = new WorkerResult[workers];
        var done = 0;
        Parallel.For(
            0,
            workers,
            new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellation },
            worker =>
            {
                using var work = new Worker(build, network, options.Image);
                work.WarmUp(expected[0]);
                // Interleaved: each worker gets the same mix of inputs.
                for (var vector = worker; vector < expected.Length; vector += workers)
                {
                    cancellation.ThrowIfCancellationRequested();
                    runs[vector] = work.Run(vector, expected[vector], isTraced: vector < options.TracedVectors);
                    progress?.Report(Interlocked.Increment(ref done));
                }

                parts[worker] = work.Result();
            }
        );
        return Report(build, network, runs, parts);
    }

    private static VerificationReport Report(BuildResult build, Network network, VectorRun[] runs, WorkerResult[] parts)
    {
        var methods = MethodSums.Of(parts.SelectMany(part => part.Methods));
        return new VerificationReport(
            runs.Length,
            [.. Enumerable.Range(0, runs.Length).Where(vector => runs[vector].Difference is not null)],
            runs.Count(run => run.IsTraced),
            runs.Select(run => run.Difference).FirstOrDefault(difference => difference is not null),
            runs.Sum(run => run.Allocations),
            new InstructionFigures(
                runs.Average(run => (double)run.Instructions),
                runs.Min(run => run.Instructions),
                runs.Max(run => run.Instructions)
            ),
            MethodSums.ByLayer(build.Code, network, methods, runs.Length),
            build.IlBytes,
            build.Code.TableBytes,
            parts.Max(part => part.HeapBytes),
            NetworkFigures.Of(network).DenseMacs
        )
        {
            CostUnits = runs.Average(run => (double)run.CostUnits),
            Methods = methods,
        };
    }
}
