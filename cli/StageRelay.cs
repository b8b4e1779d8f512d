using System.Diagnostics;
using Striate.Codegen;

namespace Striate.Cli;

/// <summary>Tells the stages of a step, each with the time that it still takes.</summary>
/// <param name="report">Gets steps that are done, of <see cref="Steps"/>, and a text such as <c>planning, 00:12 left</c>.</param>
/// <param name="stages">The stages in their order; each has the same part of the steps.</param>
internal sealed class StageRelay(Action<int, string> report, params string[] stages) : IProgress<StageProgress>
{
    /// <summary>Shows them on a bar of their own.</summary>
    public StageRelay(IProgress<(int Done, string Text)> bar, params string[] stages)
        : this((done, text) => bar.Report((done, text)), stages) { }

    /// <summary>Steps of the bar.</summary>
    public const int Steps = 1000;

    /// <summary>The stages of a build.</summary>
    public static readonly string[] OfBuild = [BuildStages.Planning, BuildStages.Compiling];

    private readonly Lock _lock = new();
    private Stopwatch _watch = Stopwatch.StartNew();
    private string? _stage;

    /// <inheritdoc/>
    public void Report(StageProgress value)
    {
        lock (_lock)
        {
            if (value.Stage != _stage)
            {
                (_stage, _watch) = (value.Stage, Stopwatch.StartNew());
            }

            var (done, before) = ((int)(value.Done * Steps), Math.Max(0, Array.IndexOf(stages, value.Stage)));
            report(((before * Steps) + done) / stages.Length, value.Stage + TimeLeft.Of(_watch.Elapsed, done, Steps));
        }
    }
}
