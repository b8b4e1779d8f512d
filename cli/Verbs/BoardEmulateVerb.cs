using System.CommandLine;
using Striate.Board.Links;
using Striate.Cli.Presentation;

namespace Striate.Cli.Verbs;

/// <summary>striate board emulate: a board that is not there, on a serial port that others open.</summary>
internal static class BoardEmulateVerb
{
    private const int MaximumSpeed = 1000;

    public static Verb Create(Terminal terminal)
    {
        var place = BoardTestVerb.Place();
        var link = new Option<string?>("--link")
        {
            Description = "A name for the port, which changes from run to run: a link to it.",
            HelpName = "PATH",
        };
        var image = BoardTestVerb.Image();
        var speed = CommonOptions.Integer("--speed", "Percent of the speed that is assumed for the board", 100, 1, MaximumSpeed * 100);
        var faults = new FaultOptions();
        var json = CommonOptions.Json();
        var verb = new Verb("emulate", "Runs the firmware in the emulator behind a pseudo-terminal, until Ctrl-C; Linux only.")
        {
            Examples =
            [
                "striate board emulate digits.striate --link /tmp/board",
                "striate board emulate digits.striate --faults 10 --fault-kind all",
            ],
        };
        verb.Arguments.Add(place);
        verb.Options.Add(link);
        verb.Options.Add(image);
        verb.Options.Add(speed);
        faults.AddTo(verb);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    // What a board would print on its debug channel.
                    var debug = parsed.GetValue(json) ? null : TextWriter.Synchronized(terminal.Output);
                    using var board = Boards.Emulated(BoardPlace.Read(parsed.GetRequiredValue(place)), parsed.GetValue(image), debug);
                    using var line = faults.Line(board, parsed);
                    return Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        line,
                        parsed.GetValue(speed) / 100.0,
                        parsed.GetValue(link),
                        terminal.Clock,
                        cancellation
                    );
                })
        );
        return verb;
    }

    private static int Run(Screen screen, FaultyLink line, double speed, string? link, TimeProvider clock, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new StriateException(
                ErrorKind.Usage,
                "pseudo-terminals exist on Linux only; 'striate board test --emulated' works everywhere"
            );
        }

        using var port = new PseudoTerminal();
        var name = port.Name;
        using var linked = link is null ? null : new PortLink(link, name);
        screen.Show(
            new { Port = name, Link = link },
            view => view.Line($"the board is at {name}{(link is null ? "" : ", or " + link)}; Ctrl-C ends it")
        );
        BoardServer.Run(port, line, speed, clock, cancellation);
        return ExitCode.Success;
    }
}
