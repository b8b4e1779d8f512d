namespace Striate.Emulator;

/// <summary>How a machine is set up.</summary>
public sealed record MachineOptions
{
    /// <summary>Bytes of the device's managed heap for objects and frames; what does not fit is out of memory. Default: 2 GB, in effect no limit.</summary>
    public long HeapLimitBytes { get; init; } = int.MaxValue;

    /// <summary>IL instructions after which a run is stopped with a diagnostic. Default: no limit.</summary>
    public long InstructionLimit { get; init; } = long.MaxValue;

    /// <summary>Ends a run with an <see cref="OperationCanceledException"/>, static constructors at load included. Default: never.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where <c>Console.Write</c> and <c>Debug.Write</c> go.</summary>
    public TextWriter Output { get; init; } = TextWriter.Null;

    /// <summary>Serial ports by name, COM2 for instance. Default: none.</summary>
    public IReadOnlyDictionary<string, SerialPortStreams> SerialPorts { get; init; } = new Dictionary<string, SerialPortStreams>();

    /// <summary>Serial lines by name that share the program's own clock; they come before <see cref="SerialPorts"/>. Default: none.</summary>
    public IReadOnlyDictionary<string, ISerialLine> SerialLines { get; init; } = new Dictionary<string, ISerialLine>();

    /// <summary>The next sample of an analogue channel, 0..4095. Default: 0.</summary>
    public Func<int, int> AdcValue { get; init; } = _ => 0;

    /// <summary>What <c>Thread.Sleep</c> does; null moves the machine's clocks, or waits where there are serial ports.</summary>
    public Action<TimeSpan>? Sleep { get; init; }

    /// <summary>The clock behind <c>DateTime.UtcNow</c> and the timers. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
