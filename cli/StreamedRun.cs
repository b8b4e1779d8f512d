using System.Collections.Immutable;
using System.Diagnostics;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.DataSets.Streams;
using Striate.Model.Packaging;
using Striate.Model.Streaming;
using Striate.Verification;

namespace Striate.Cli;

/// <summary>A signal from a NumPy file through a package, block after block: outputs of each window into another file.</summary>
/// <param name="Inputs">File of the signal.</param>
/// <param name="Outputs">File for the outputs.</param>
/// <param name="Executor">Who computes.</param>
/// <param name="Strategy">How the code is generated.</param>
/// <param name="Hop">Steps of a block; null: the largest that fits and is at most half of a window.</param>
/// <param name="IsReal">Whether both files hold real numbers.</param>
internal sealed record StreamedRun(string Inputs, string Outputs, BatchExecutor Executor, Strategy Strategy, int? Hop, bool IsReal)
{
    /// <summary>Runs it.</summary>
    /// <param name="screen">Where it shows what it does.</param>
    /// <param name="package">The package.</param>
    /// <param name="shape">Shape of an output in the file.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    public int Run(Screen screen, LoadedPackage package, ImmutableArray<int> shape, CancellationToken cancellation)
    {
        var network = package.Package.Network;
        var form = BlockForm.Of(network, Hop ?? StreamEvaluation.UsualHop(BlockForm.Check(network)));
        var signal = BatchFile.ReadSignal(Inputs, package.Package, form.StepLength, IsReal);
        var (steps, length) = (signal.Length / form.StepLength, form.Hop * form.StepLength);
        var (blocks, windows) = (steps / form.Hop, (steps / form.Hop) - form.BlocksToReady + 1);
        if (windows < 1)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Inputs}: {steps} steps do not complete a window of {form.WindowSteps}; {form.BlocksToReady * form.Hop} are needed with a hop of {form.Hop}"
            );
        }

        var result = new BatchWriter(network.Logits, shape, windows, IsReal);
        screen.Run(
            "running",
            blocks,
            bar =>
            {
                var (watch, done) = (Stopwatch.StartNew(), 0);
                foreach (
                    var output in Logits(
                        package,
                        form,
                        Enumerable.Range(0, blocks).Select(block => signal[(block * length)..((block + 1) * length)]),
                        cancellation
                    )
                )
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (output is not null)
                    {
                        result.Add(output);
                    }

                    done++;
                    bar.Report(
                        (done, FormattableString.Invariant($"running, {done} of {blocks} blocks{TimeLeft.Of(watch.Elapsed, done, blocks)}"))
                    );
                }

                return done;
            }
        );
        result.Write(Outputs);
        var executor = Executor.ToString().ToLowerInvariant();
        screen.Show(
            new
            {
                package.Sha256,
                Steps = steps,
                form.Hop,
                Windows = windows,
                Executor = executor,
                Outputs,
            },
            view =>
                view.Line(
                    $"{Format.Count(windows)} windows of {Format.Count(form.WindowSteps)} steps, one every {Format.Count(form.Hop)}, on the {executor}: {Outputs}"
                        + (
                            steps > blocks * form.Hop
                                ? $"; the last {Format.Count(steps - (blocks * form.Hop))} of {Format.Count(steps)} steps do not fill a block"
                                : ""
                        )
                )
        );
        return ExitCode.Success;
    }

    private IEnumerable<int[]?> Logits(LoadedPackage package, BlockForm form, IEnumerable<byte[]> blocks, CancellationToken cancellation) =>
        Executor == BatchExecutor.Reference
            ? BatchRun.OnStreamingReference(form, blocks).Select(outputs => outputs?[^1])
            : BatchRun.OnStreamingCode(
                Executor,
                form,
                Builds.Build(package, new GeneratorOptions(Strategy) { Hop = form.Hop }, cancellation),
                blocks
            );
}
