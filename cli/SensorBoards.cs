using Striate.Board.Links;
using Striate.Board.Protocol;
using Striate.Board.Testing;
using Striate.Codegen;

namespace Striate.Cli;

/// <summary>Boards that tell of their sensors, with refusals as one line.</summary>
internal static class SensorBoards
{
    private const int GreetingAttempts = 12;
    private static readonly TimeSpan s_greetingLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_shortestSilence = TimeSpan.FromSeconds(5);

    /// <summary>Who the board is; it must tell of a sensor.</summary>
    /// <param name="board">The line.</param>
    /// <param name="settings">What a project says of the sensor; null: nothing.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <exception cref="StriateException">It does not, speaks another protocol, or does not answer.</exception>
    public static HelloAnswer Hello(IBoardLink board, FirmwareSettings? settings, CancellationToken cancellation)
    {
        var hello = new BoardClient(board, s_greetingLimit, GreetingAttempts, cancellation).Hello();
        return hello.Protocol != HelloAnswer.KnownProtocol
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"the board speaks version {hello.Protocol} of the protocol, striate version {HelloAnswer.KnownProtocol}; rebuild and flash the firmware"
                )
            : hello.Channels == 0 || hello.SampleMicroseconds < 1
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    "the board reports no sensor; set [board] reports = true and build the firmware anew, or build a recorder: 'striate board build --recorder'"
                )
            : settings is not null && (hello.Channels != settings.Channels || hello.SampleMicroseconds != settings.SampleMicroseconds)
                ? throw new StriateException(
                    ErrorKind.CheckFailed,
                    FormattableString.Invariant(
                        $"the board's sensor gives {hello.Channels} channels every {hello.SampleMicroseconds} us, and the project says {settings.Channels} every {settings.SampleMicroseconds} us; rebuild and flash the firmware"
                    )
                )
            : hello;
    }

    /// <summary>
    /// How long nothing may come from a board: as long as a hundred samples and four inferences take, five seconds at least.
    /// </summary>
    public static TimeSpan Silence(HelloAnswer hello)
    {
        var busy = TimeSpan.FromMicroseconds(100.0 * hello.SampleMicroseconds) + (4 * TimeSpan.FromMicroseconds(hello.Microseconds));
        return busy > s_shortestSilence ? busy : s_shortestSilence;
    }

    /// <summary>What is wrong with a board from which nothing comes.</summary>
    public static BoardException Silent(HelloAnswer hello) =>
        new(
            FormattableString.Invariant(
                $"no reading has come from the board for {Silence(hello).TotalSeconds:F0} s; reset it, and see what its debug output says"
            )
        );
}
