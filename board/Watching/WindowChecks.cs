using System.Collections.Immutable;
using Striate.Board.Protocol;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.Board.Watching;

/// <summary>A window that a board classified.</summary>
/// <param name="Report">What it tells.</param>
/// <param name="Readings">Its readings, sample after sample; null: some have not come.</param>
/// <param name="IsEqual">Whether every logit is the integer reference's; null: its readings have not come.</param>
/// <param name="Behind">Samples that have come behind its last one.</param>
public sealed record WatchedWindow(WindowReport Report, ImmutableArray<short>? Readings, bool? IsEqual, int Behind);

/// <summary>
/// Compares what a board makes of its windows with the integer reference: it keeps the readings that come, and computes the same window of
/// them.
/// </summary>
public sealed class WindowChecks
{
    // Steps of the analogue-digital converter, which fill the input's range where the package tells nothing.
    private const int HighestAnalogue = 4095;

    private readonly ModelPackage _package;
    private readonly InputContract? _contract;
    private readonly int _channels;
    private readonly int _window;
    private readonly List<short> _readings = [];
    private int _next;

    /// <param name="package">The network.</param>
    /// <param name="channels">Readings of a sample.</param>
    public WindowChecks(ModelPackage package, int channels) =>
        (_package, _contract, _channels, _window) = (
            package,
            InputContract.Of(package),
            channels,
            package.Network.Input.Shape.Length / channels
        );

    /// <summary>Takes readings.</summary>
    public void Take(ReadingsReport report)
    {
        if (report.First != _next)
        {
            _readings.Clear();
        }

        _readings.AddRange(report.Values);
        _next = report.First + (report.Values.Length / _channels);
        var excess = _readings.Count - (2 * _window * _channels);
        _readings.RemoveRange(0, Math.Max(0, excess));
    }

    /// <summary>Takes the class of a window, whose readings came before it.</summary>
    public WatchedWindow Take(WindowReport report)
    {
        var behind = _next - 1 - report.Last;
        var start = _readings.Count - ((behind + _window) * _channels);
        if (behind < 0 || start < 0)
        {
            return new WatchedWindow(report, null, null, behind);
        }

        ImmutableArray<short> window = [.. _readings.GetRange(start, _window * _channels)];
        return new WatchedWindow(
            report,
            window,
            ReferenceExecutor.Run(_package.Network, Input(window)).Logits.SequenceEqual(report.Logits),
            behind
        );
    }

    private byte[] Input(ImmutableArray<short> window)
    {
        var type = _package.Network.Input.Type;
        return
        [
            .. window.Select(
                (reading, place) =>
                    unchecked(
                        (byte)(
                            _contract is { } contract
                                ? contract.Channels[place % _channels].Apply(reading)
                                : type.Minimum + (reading * (type.Maximum - type.Minimum) / HighestAnalogue)
                        )
                    )
            ),
        ];
    }
}
