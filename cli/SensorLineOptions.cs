using System.CommandLine;
using Striate.Board.Links;
using Striate.Cli.Verbs;
using Striate.DataSets.Reading;

namespace Striate.Cli;

/// <summary>Options that say which board a sensor is at, or what an emulated one plays.</summary>
internal sealed class SensorLineOptions
{
    private readonly Option<bool> _emulated = new("--emulated") { Description = "Run the firmware in the emulator; needs no board." };
    private readonly Option<string?> _play = new("--play")
    {
        Description = "The recording that the emulated board's sensor plays: a CSV file of one class.",
        HelpName = "FILE.csv",
    };
    private readonly Option<string?> _port = new("--port")
    {
        Description = "Serial port of the board; by default [board] port.",
        HelpName = "NAME",
    };

    /// <summary>All of them.</summary>
    public Option[] All => [_emulated, _play, _port];

    /// <summary>Has combinations refused that mean nothing.</summary>
    public void AddRules(Command command)
    {
        _play.Needs(_emulated, "--emulated");
        command.Validators.Add(result =>
        {
            if (result.GetValue(_emulated) && result.GetValue(_port) is not null)
            {
                result.AddError("give either --emulated or --port NAME");
            }

            if (result.GetValue(_emulated) && result.GetValue(_play) is null)
            {
                result.AddError("--emulated needs a recording that its sensor plays: --play FILE.csv");
            }
        });
    }

    /// <summary>Path of the recording that is played; null: there is a board.</summary>
    public string? PathOf(ParseResult parsed) => parsed.GetValue(_play);

    /// <summary>The recording that is played; null: there is a board.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public RecordingFile? Recording(ParseResult parsed) => parsed.GetValue(_play) is { } file ? RecordingFile.Read(file) : null;

    /// <summary>The line to the board.</summary>
    /// <exception cref="StriateException">No port is named.</exception>
    /// <exception cref="IOException">There is no such port, or it is in use.</exception>
    public SerialPortLink Opened(ParseResult parsed, SensorPlace place, Terminal terminal, CancellationToken cancellation) =>
        new(
            parsed.GetValue(_port)
                ?? place.Port
                ?? throw new StriateException(
                    ErrorKind.Usage,
                    "give --port NAME, or [board] port in striate.toml, or --emulated with --play FILE.csv"
                ),
            place.Settings.BaudRate,
            terminal.Clock,
            cancellation
        );
}
