using System.Collections.Immutable;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Model.Streaming;

namespace Striate.DataSets.Streams;

/// <summary>A network on whole recordings, as they come: on the integer reference of its block form.</summary>
/// <param name="Form">The block form.</param>
/// <param name="Recordings">What it made of each recording.</param>
/// <param name="Windows">What it takes the windows of each class for; those of no class of the data set are left out.</param>
/// <param name="Reported">The same of the classes that are reported, when the last windows have voted.</param>
/// <param name="Events">How well the events of each class are reported.</param>
public sealed record StreamEvaluation(
    BlockForm Form,
    ImmutableArray<StreamedRecording> Recordings,
    ConfusionMatrix Windows,
    ConfusionMatrix Reported,
    ImmutableArray<EventScore> Events
)
{
    /// <summary>The hop where none is given: the largest that fits and is at most half of a window.</summary>
    public static int UsualHop(StreamCheck check) => Math.Max(check.Grain, check.WindowSteps / 2 / check.Grain * check.Grain);

    /// <summary>Blocks of all recordings that complete a window.</summary>
    public static int BlocksOf(DataSet data, BlockForm form) => Complete(data, form).Sum(recording => recording.Steps / form.Hop);

    private static IEnumerable<SignalRecording> Complete(DataSet data, BlockForm form) =>
        data.Recordings.Where(recording => recording.Steps / form.Hop >= form.BlocksToReady);

    /// <summary>Gives each recording to the network, block after block; it begins anew with each.</summary>
    /// <param name="package">The package.</param>
    /// <param name="data">Data that were read with their recordings, as the package's network reads them.</param>
    /// <param name="hop">Steps of a block.</param>
    /// <param name="votes">Windows that decide together, at least 1.</param>
    /// <param name="progress">Gets the blocks that are done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="StriateException">The network does not stream exactly, the hop does not fit, or the data are not what the network
    /// reads.</exception>
    public static StreamEvaluation Run(
        ModelPackage package,
        DataSet data,
        int hop,
        int votes,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var (network, form) = (package.Network, BlockForm.Of(package.Network, hop));
        if (data.Recordings.IsEmpty)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"data set '{data.Name}' has no whole recordings to test; name recordings of your own with --data, or leave out --streaming"
            );
        }

        SignalRecording[] recordings =
        [
            .. Complete(data, form)
                .Select(recording =>
                    recording with
                    {
                        Values = PackageEvaluation.Read(network, data, new Samples(recording.Values, [])).Values,
                    }
                ),
        ];
        if (recordings.Length == 0)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"data set '{data.Name}' has no test recording of {form.BlocksToReady * hop} steps, which the first window needs; record for longer, or give a smaller --hop"
            );
        }

        var (streamed, done) = (new StreamedRecording[recordings.Length], 0);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(
            0,
            recordings.Length,
            limits,
            number =>
            {
                var windows = WindowsOf(form, recordings[number], () => progress?.Report(Interlocked.Increment(ref done)), cancellation);
                streamed[number] = StreamedRecording.Of(recordings[number], windows, votes);
            }
        );
        var classes = network.Logits.Shape.Length;
        return new StreamEvaluation(
            form,
            [.. streamed],
            Matrix(streamed, classes, recording => recording.Windows.Select(window => window.Found)),
            Matrix(streamed, classes, recording => recording.Reported),
            EventScore.Of(streamed, classes, form.WindowSteps)
        );
    }

    private static ImmutableArray<StreamedWindow> WindowsOf(
        BlockForm form,
        SignalRecording recording,
        Action advanced,
        CancellationToken cancellation
    )
    {
        var (reference, windows) = (new StreamingReference(form), ImmutableArray.CreateBuilder<StreamedWindow>());
        var length = form.Hop * form.StepLength;
        for (var block = 0; block < recording.Steps / form.Hop; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = reference.Advance(recording.Values.AsSpan(block * length, length));
            if (reference.IsReady)
            {
                var start = form.WindowStart(block);
                windows.Add(new StreamedWindow(start, recording.ClassOf(start, form.WindowSteps), result.Class));
            }

            advanced();
        }

        return windows.ToImmutable();
    }

    private static ConfusionMatrix Matrix(
        IEnumerable<StreamedRecording> recordings,
        int classes,
        Func<StreamedRecording, IEnumerable<int>> reported
    )
    {
        var pairs = recordings
            .SelectMany(recording => recording.Windows.Zip(reported(recording), (window, found) => (window.Truth, Found: found)))
            .Where(pair => pair.Truth >= 0)
            .ToArray();
        return ConfusionMatrix.Of(classes, Array.ConvertAll(pairs, pair => pair.Truth), Array.ConvertAll(pairs, pair => pair.Found));
    }
}
