using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;

namespace Striate.Board.Watching;

/// <summary>What a board tells unasked of its sensor: readings, and classes of windows.</summary>
/// <param name="link">The line.</param>
/// <param name="classes">Logits of a window; 0: there is no network.</param>
/// <param name="silence">How long nothing may come.</param>
/// <param name="cancellation">Ends waiting.</param>
public sealed class SensorListener(IBoardLink link, int classes, TimeSpan silence, CancellationToken cancellation = default)
{
    private const byte NoSensor = 8;

    private readonly FrameReader _reader = new();
    private readonly Queue<object> _reports = new();

    /// <summary>Damaged frames: what they told is missing.</summary>
    public int Damaged => _reader.Damaged;

    /// <summary>
    /// The next report: a <see cref="ReadingsReport"/> or a <see cref="WindowReport"/>; null: nothing has come for so long.
    /// </summary>
    /// <exception cref="BoardException">The board's sensor does not answer.</exception>
    public object? Next()
    {
        Span<byte> bytes = stackalloc byte[256];
        for (var end = link.Now + silence; _reports.Count == 0; )
        {
            cancellation.ThrowIfCancellationRequested();
            var left = end - link.Now;
            var count = link.Read(bytes, left > TimeSpan.Zero ? left : TimeSpan.Zero);
            foreach (var value in bytes[..count])
            {
                if (_reader.Take(value) is { } frame)
                {
                    Take(frame);
                }
            }

            if (_reports.Count == 0 && count == 0 && left <= TimeSpan.Zero)
            {
                return null;
            }
        }

        return _reports.Dequeue();
    }

    private void Take(Frame frame)
    {
        if (frame.Type == FrameType.Error && frame.Payload is { Length: 1, Span: [NoSensor] })
        {
            throw new BoardException("the board's sensor does not answer; check its supply, SDA and SCL, and [board] imu and imu-address");
        }

        object? report = frame.Type switch
        {
            FrameType.Readings => ReadingsReport.Parse(frame.Payload.Span),
            FrameType.Window => WindowReport.Parse(frame.Payload.Span, classes),
            _ => null,
        };
        if (report is not null)
        {
            _reports.Enqueue(report);
        }
    }
}
