using System.Collections.Immutable;
using Striate.Platform;

namespace Striate.Codegen;

/// <summary>Where the firmware's inputs come from.</summary>
public enum FirmwareSource
{
    /// <summary>The golden vectors, again and again.</summary>
    Golden,

    /// <summary>Requests over a serial port.</summary>
    Serial,

    /// <summary>Windows of analogue samples.</summary>
    Adc,

    /// <summary>Windows of a motion sensor's readings, at an I2C bus.</summary>
    I2cImu,
}

/// <summary>How the firmware meets the board.</summary>
/// <param name="Source">Where inputs come from.</param>
/// <param name="Port">COM2 or COM3; COM1 only where the debugger is on the native USB port.</param>
/// <param name="BaudRate">Bits per second.</param>
/// <param name="NativeUsb">The debugger uses the chip's own USB port, so that COM1 is free.</param>
/// <param name="AdcMicroseconds">From one analogue sample to the next.</param>
/// <param name="AdcHop">Samples of each channel from the start of one window to that of the next, of a motion sensor, too; 0: as many as a
/// window has.</param>
public sealed record FirmwareSettings(
    FirmwareSource Source = FirmwareSource.Golden,
    string Port = "COM2",
    int BaudRate = 115200,
    bool NativeUsb = false,
    int AdcMicroseconds = 10_000,
    int AdcHop = 0
)
{
    /// <summary>In place of GPIO numbers: the pins that the port has without being told.</summary>
    public const int OwnPins = -1;

    /// <summary>The most windows that decide together.</summary>
    public const int MaximumVotes = 31;

    private const int MicrosecondsPerSecond = 1_000_000;
    private const int LongestHop = 1_000_000;
    private const int HighestPin = 48;
    private const int ReportBits = 10;
    private const int ReportBytes = 17;
    private const int ReportPreparation = 3000;
    private const int HighestChannel = 19;
    private const int HighestBaudRate = 5_000_000;

    /// <summary>GPIO of the port's TX; -1 leaves the board's default.</summary>
    public int TransmitPin { get; init; } = Targets.Default.Connections.TransmitPin;

    /// <summary>GPIO of the port's RX; -1 leaves the board's default.</summary>
    public int ReceivePin { get; init; } = Targets.Default.Connections.ReceivePin;

    /// <summary>Analogue channels of a window, side by side.</summary>
    public ImmutableArray<int> AdcChannels { get; init; } = [0];

    /// <summary>The motion sensor.</summary>
    public MotionSettings Motion { get; init; } = new();

    /// <summary>Whether a computer is told each reading and class over the serial port.</summary>
    public bool Reports { get; init; }

    /// <summary>Windows that decide together which class is told.</summary>
    public int Votes { get; init; } = 1;

    /// <summary>Whether inputs are windows of a sensor's readings.</summary>
    public bool IsSensor => Source is FirmwareSource.Adc or FirmwareSource.I2cImu;

    /// <summary>Readings side by side in a sample.</summary>
    public int Channels => Source == FirmwareSource.I2cImu ? Motion.Axes : AdcChannels.Length;

    /// <summary>From one sample to the next.</summary>
    public int SampleMicroseconds => Source == FirmwareSource.I2cImu ? MicrosecondsPerSecond / Motion.Hertz : AdcMicroseconds;

    /// <summary>Inferences that are timed when the firmware starts.</summary>
    public int TimedInferences { get; init; } = 20;

    /// <summary>What is usual on a target: its pins.</summary>
    public static FirmwareSettings Of(Target target) =>
        new() { TransmitPin = target.Connections.TransmitPin, ReceivePin = target.Connections.ReceivePin };

    /// <summary>Why a target cannot have these settings; null when it can.</summary>
    public string? ProblemOn(Target target) =>
        NativeUsb && !target.Connections.NativeUsb
            ? $"native-usb is for a board whose debugger is on the chip's own USB port: target '{target.Name}' has none, {WithNativeUsb()} have"
        : Port.StartsWith("COM", StringComparison.Ordinal)
        && int.TryParse(Port.AsSpan(3), out var number)
        && number > target.Connections.SerialPorts
            ? $"target '{target.Name}' has the serial ports COM1 to COM{target.Connections.SerialPorts}, and no {Port}"
        : null;

    private static string WithNativeUsb() =>
        string.Join(", ", Targets.All.Where(target => target.Connections.NativeUsb).Select(target => target.Name));

    /// <summary>The settings, if a board can have them with an input of this length.</summary>
    /// <exception cref="StriateException">It cannot; the message says why.</exception>
    public FirmwareSettings Checked(int inputLength) =>
        Problem(inputLength) is { } problem ? throw new StriateException(ErrorKind.Usage, "board: " + problem) : this;

    /// <summary>Why no board can have these settings with an input of this length; null when one can.</summary>
    public string? Problem(int inputLength) =>
        PortProblem
        ?? (
            TransmitPin is < -1 or > HighestPin
            || ReceivePin is < -1 or > HighestPin
            || (TransmitPin < 0) != (ReceivePin < 0)
            || (TransmitPin >= 0 && TransmitPin == ReceivePin)
                ? $"pins {TransmitPin} and {ReceivePin}: give two different GPIO numbers in 0..{HighestPin}, or -1 for both"
                : null
        )
        ?? (BaudRate is < 300 or > HighestBaudRate ? $"{BaudRate} baud is outside of 300..{HighestBaudRate}" : null)
        ?? (TimedInferences is < 1 or > 100_000 ? $"{TimedInferences} timed inferences are outside of 1..100000" : null)
        ?? (
            Source == FirmwareSource.Serial && inputLength > ushort.MaxValue
                ? $"an input of {inputLength} bytes; a serial frame holds {ushort.MaxValue}"
                : null
        )
        ?? (Votes is < 1 or > MaximumVotes ? $"votes of {Votes} windows; must be 1 to {MaximumVotes}" : null)
        ?? (
            Source == FirmwareSource.Adc ? AdcProblem
            : Source == FirmwareSource.I2cImu ? Motion.Problem
            : null
        )
        ?? (
            IsSensor ? WindowProblem(inputLength)
            : Reports ? "reports are of a sensor's readings: the input must be one"
            : null
        );

    private string? PortProblem =>
        Port switch
        {
            "COM1" when !NativeUsb =>
                "COM1 belongs to nanoFramework's debugger; use COM2 with a USB-serial adapter, or native-usb on a board whose debugger is on the chip's own USB port",
            "COM1" or "COM2" or "COM3" => null,
            _ => $"there is no serial port '{Port}' on a board; use COM2",
        };

    private string? AdcProblem =>
        AdcChannels.IsDefaultOrEmpty || AdcChannels.Any(channel => channel is < 0 or > HighestChannel)
            ? $"channels are numbers in 0..{HighestChannel}"
        : AdcMicroseconds < 1 ? $"{AdcMicroseconds} microseconds between samples"
        : null;

    private string? WindowProblem(int inputLength) =>
        inputLength % Channels != 0 ? $"{Channels} channels do not divide an input of {inputLength} bytes"
        : AdcHop is < 0 or > LongestHop ? $"hop {AdcHop} is outside of 1..{LongestHop} samples"
        : Reports && ReportMicroseconds > SampleMicroseconds
            ? FormattableString.Invariant(
                $"a report of {Channels} channels takes {ReportMicroseconds / 1000.0:F1} ms at {BaudRate} baud, and samples are {SampleMicroseconds / 1000.0:F1} ms apart; a higher baud, or fewer samples in a second"
            )
        : null;

    // On the line, and to write it there.
    private int ReportMicroseconds =>
        (int)((long)ReportBits * (ReportBytes + (2 * Channels)) * MicrosecondsPerSecond / BaudRate) + ReportPreparation;
}
