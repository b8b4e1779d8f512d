using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>A kind of board.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Description">The board in words.</param>
/// <param name="HeapBytes">Managed heap, before the runtime's own tables are taken from it.</param>
/// <param name="RuntimeBytes">What the runtime takes of it for its libraries' tables and for threads.</param>
/// <param name="MicrosecondsPerInstruction">Assumed time of a usual IL instruction, one of <see cref="UsualUnits"/> cost units.</param>
/// <param name="Assumption">Where the figures come from; printed beside every estimate of time.</param>
public sealed record Target(
    string Name,
    string Description,
    long HeapBytes,
    long RuntimeBytes,
    TimeRange MicrosecondsPerInstruction,
    string Assumption
)
{
    /// <summary>Cost units of a usual instruction: those of a ResNet-8, planned, on average.</summary>
    public const int UsualUnits = 67;

    /// <summary>Clock of the processor with the firmware's settings.</summary>
    public required int Megahertz { get; init; }

    /// <summary>Cost units that every instruction takes besides its own: the debugger's checks, which the firmware is built with.</summary>
    public required int DebuggerUnits { get; init; }

    /// <summary>The chip, as nf-interpreter's folders name it.</summary>
    public required string Chip { get; init; }

    /// <summary>Flash of the board, MB.</summary>
    public required int FlashMegabytes { get; init; }

    /// <summary>Where an application lies in flash, newest firmware first.</summary>
    public required ImmutableArray<DeploymentPartition> Partitions { get; init; }

    /// <summary>The builds of nanoFramework's runtime for it, newest firmware first.</summary>
    public required ImmutableArray<RuntimeImage> Images { get; init; }

    /// <summary>How the outside reaches it.</summary>
    public required BoardConnections Connections { get; init; }

    /// <summary>What is left of the heap for an application: its tables, objects and frames.</summary>
    public long ApplicationHeapBytes => HeapBytes - RuntimeBytes;

    /// <summary>
    /// Flash for the assemblies of the application and its libraries, where the newest of the firmware's generations has it.
    /// </summary>
    public DeploymentPartition Partition => Partitions[0];

    /// <summary>Bytes of <see cref="Partition"/>.</summary>
    public long DeploymentBytes => Partition.Bytes;

    /// <summary>Name of the newest build of nanoFramework's runtime.</summary>
    public string RuntimeImage => Images[0].Name;

    /// <summary>Milliseconds that instructions take.</summary>
    /// <param name="instructions">How many.</param>
    /// <param name="costUnits">Their cost units.</param>
    public TimeRange Milliseconds(double instructions, double costUnits)
    {
        const int PerMillisecond = 1000;
        var usual = (costUnits + (DebuggerUnits * instructions)) / (UsualUnits + DebuggerUnits) / PerMillisecond;
        return new TimeRange(usual * MicrosecondsPerInstruction.Low, usual * MicrosecondsPerInstruction.High);
    }

    /// <summary>The target with a version of the firmware; without one, the newest.</summary>
    /// <exception cref="StriateException">Nothing is known of that version; the message lists those there are.</exception>
    public Target With(Version? firmware)
    {
        var partition = FirmwareGeneration.Select(Partitions, row => row.Generation, firmware, $"deployment partition of target '{Name}'");
        var image = FirmwareGeneration.Select(Images, row => row.Generation, firmware, $"runtime of target '{Name}'");
        return partition == Partition && image == Images[0] ? this : this with { Partitions = [partition], Images = [image] };
    }
}

/// <summary>Ports and pins of a board.</summary>
/// <param name="NativeUsb">The debugger can be on the chip's own USB port, which leaves COM1 to the application.</param>
/// <param name="SerialPorts">UARTs: COM1 to COMn.</param>
/// <param name="TransmitPin">GPIO that a serial port's TX is put on unless a project says otherwise.</param>
/// <param name="ReceivePin">GPIO of its RX.</param>
public sealed record BoardConnections(bool NativeUsb, int SerialPorts, int TransmitPin, int ReceivePin);

/// <summary>A time that is known as a range.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct TimeRange(double Low, double High);
