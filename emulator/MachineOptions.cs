using Striate.Platform;

namespace Striate.Emulator;

/// <summary>How a machine is set up.</summary>
public sealed record MachineOptions
{
    private readonly double? _microsecondsPerInstruction;

    /// <summary>
    /// Bytes of the device's managed heap for objects and frames; what does not fit is out of memory. Default: 2 GB, in effect no limit.
    /// </summary>
    public long HeapLimitBytes { get; init; } = int.MaxValue;

    /// <summary>IL instructions after which a run is stopped with a diagnostic. Default: no limit.</summary>
    public long InstructionLimit { get; init; } = long.MaxValue;

    /// <summary>
    /// Ends a run with an <see cref="OperationCanceledException"/>, static constructors at load included. Default: never.
    /// </summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where <c>Console.Write</c> and <c>Debug.Write</c> go.</summary>
    public TextWriter Output { get; init; } = TextWriter.Null;

    /// <summary>Serial ports by name, COM2 for instance. Default: none.</summary>
    public IReadOnlyDictionary<string, SerialPortStreams> SerialPorts { get; init; } = new Dictionary<string, SerialPortStreams>();

    /// <summary>
    /// Serial lines by name that share the program's own clock; they come before <see cref="SerialPorts"/>. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, ISerialLine> SerialLines { get; init; } = new Dictionary<string, ISerialLine>();

    /// <summary>The next sample of an analogue channel, 0..4095. Default: 0.</summary>
    public Func<int, int> AdcValue { get; init; } = _ => 0;

    /// <summary>Devices by the number of their I2C bus and their address there. Default: none.</summary>
    public IReadOnlyDictionary<(int Bus, int Address), II2cDevice> I2cDevices { get; init; } =
        new Dictionary<(int Bus, int Address), II2cDevice>();

    /// <summary>
    /// Called with each time by which sleep has moved the machine's clock; null: waits as long where there are serial ports.
    /// </summary>
    public Action<TimeSpan>? Sleep { get; init; }

    /// <summary>
    /// By how much an IL instruction moves the machine's clock, microseconds; 0: only sleep moves it. Default: what is assumed for the
    /// first target.
    /// </summary>
    public double MicrosecondsPerInstruction
    {
        // Most programs read no clock, and reading the targets takes a fifth of the time in which one is loaded.
        get =>
            _microsecondsPerInstruction
            ?? (Targets.Default.MicrosecondsPerInstruction.Low + Targets.Default.MicrosecondsPerInstruction.High) / 2;
        init => _microsecondsPerInstruction = value;
    }

    /// <summary>What <c>Thread.Sleep</c> and timers are rounded up to; an ESP32 has ticks of 10 ms. Default: they are exact.</summary>
    public TimeSpan Tick { get; init; }

    /// <summary>Says what <c>DateTime.UtcNow</c> is when the machine is loaded. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
