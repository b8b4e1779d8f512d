using System.Diagnostics;
using Striate.Codegen;

namespace Striate.Cli;

/// <summary>Tells the stages of a build, each with the time that it takes still.</summary>
/// <param name="report">Gets steps that are done, of <see cref="Steps"/>, and a text such as <c>planning, 00:12 left</c>.</param>
internal sealed class BuildRelay(Action<int, string> report) : IProgress<BuildProgress>
{
    /// <summary>Shows them on a bar of their own.</summary>
    public BuildRelay(IProgress<(int Done, string Text)> bar)
        : this((done, text) => bar.Report((done, text)))
    {
    }

    /// <summary>Steps of the bar.</summary>
    public const int Steps = 1000;

    private readonly Lock _lock = new();
    private Stopwatch _watch = Stopwatch.StartNew();
    private BuildStage? _stage;

    /// <inheritdoc/>
    public void Report(BuildProgress value)
    {
        lock (_lock)
        {
            if (value.Stage != _stage)
            {
                (_stage, _watch) = (value.Stage, Stopwatch.StartNew());
            }

            var (done, before) = ((int)(value.Done * Steps), value.Stage == BuildStage.Planning ? 0 : Steps / 2);
            report(before + (done / 2), $"{(value.Stage == BuildStage.Planning ? "planning" : "compiling")}{TimeLeft.Of(_watch.Elapsed, done, Steps)}");
        }
    }
}
