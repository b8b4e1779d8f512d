using System.CommandLine;
using Striate.Board.Links;
using Striate.Cli.Presentation;

namespace Striate.Cli.Verbs;

/// <summary>striate board calibrate: asks a board how long an inference takes, for estimates from then on.</summary>
internal static class BoardCalibrateVerb
{
    public static Verb Create(Terminal terminal)
    {
        var place = BoardTestVerb.Place();
        var port = new Option<string?>("--port")
        {
            Description = "Serial port of a board that runs the firmware with serial input; by default [board] port.",
            HelpName = "NAME",
        };
        var firmware = CalibrateVerb.Firmware();
        var file = EstimateOptions.CalibrationsFile();
        var json = CommonOptions.Json();
        var verb = new Verb(
            "calibrate",
            "Asks a board for the time of an inference and stores the time per instruction; estimates rest on it from then on."
        )
        {
            Examples = ["striate board calibrate examples/digits --port /dev/ttyUSB1 --firmware 1.12.4.289"],
        };
        verb.Arguments.Add(place);
        foreach (var option in new Option[] { port, firmware, file, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    CalibrateVerb.RequireWritable(parsed.GetRequiredValue(file));
                    var board = BoardPlace.Read(parsed.GetRequiredValue(place));
                    using var line = new SerialPortLink(
                        BoardTestVerb.PortOf(board, parsed.GetValue(port)),
                        board.BaudRate,
                        terminal.Clock,
                        cancellation
                    );
                    var hello = Boards.Hello(line, board.Package, cancellation);
                    return CalibrateVerb.Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        board.Package,
                        board.Options,
                        costUnits => new(board.Target.Name, parsed.GetRequiredValue(firmware), costUnits, hello.Microseconds),
                        parsed.GetRequiredValue(file),
                        cancellation
                    );
                })
        );
        return verb;
    }
}
