using System.Runtime.Versioning;

namespace Striate.Board.Links;

/// <summary>Lets other programs talk to a board in the emulator through a pseudo-terminal.</summary>
[SupportedOSPlatform("linux")]
public static class BoardServer
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(2);

    /// <summary>Passes bytes both ways until it is cancelled; the board's clock follows another one.</summary>
    /// <param name="terminal">The end that others do not see.</param>
    /// <param name="board">
    /// The board, perhaps behind a line with faults. Its clock is its own and advances only while it is used: one that keeps
    /// the wall's time is never behind it, and would not be read.
    /// </param>
    /// <param name="speed">Seconds of the board per second of the clock.</param>
    /// <param name="clock">The clock that the board's follows, such as the wall's.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Run(PseudoTerminal terminal, IBoardLink board, double speed, TimeProvider clock, CancellationToken cancellation)
    {
        Span<byte> bytes = stackalloc byte[1024];
        var (splitter, started, first) = (new FrameSplitter(), clock.GetTimestamp(), board.Now);
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var value in bytes[..terminal.Read(bytes, s_tick)])
            {
                if (splitter.Take(value) is { } frame)
                {
                    board.Write(frame);
                }
            }

            var now = first + (clock.GetElapsedTime(started) * speed);
            while (board.Now < now && board.Read(bytes, now - board.Now) is > 0 and var count)
            {
                terminal.Write(bytes[..count]);
            }
        }
    }
}
