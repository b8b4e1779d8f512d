using System.Diagnostics;

namespace Striate.Emulator.Reporting;

/// <summary>Speed of the emulator on some code.</summary>
/// <param name="InstructionsPerSecond">IL instructions per second of the fastest run.</param>
/// <param name="Instructions">IL instructions of one run.</param>
public sealed record EmulatorBench(double InstructionsPerSecond, long Instructions)
{
    /// <summary>Runs a static method again and again for at least the given time.</summary>
    /// <param name="assemblies">Compiled assemblies, in load order.</param>
    /// <param name="type">Full name of the type.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="duration">How long to measure.</param>
    /// <param name="cancellation">Ends it, in the middle of a run as well.</param>
    /// <exception cref="EmulatorException">The code cannot be loaded or run.</exception>
    public static EmulatorBench Measure(
        IEnumerable<ReadOnlyMemory<byte>> assemblies,
        string type,
        string method,
        object?[] arguments,
        TimeSpan duration,
        CancellationToken cancellation = default
    )
    {
        var machine = Machine.Load(assemblies, new MachineOptions { Cancellation = cancellation });
        var fastest = TimeSpan.MaxValue;
        var whole = Stopwatch.StartNew();
        do
        {
            cancellation.ThrowIfCancellationRequested();
            machine.ResetCounters();
            var start = Stopwatch.GetTimestamp();
            machine.Invoke(type, method, arguments);
            var elapsed = Stopwatch.GetElapsedTime(start);
            fastest = elapsed < fastest ? elapsed : fastest;
        } while (whole.Elapsed < duration);

        var instructions = machine.Counters.Instructions;
        return new EmulatorBench(instructions / fastest.TotalSeconds, instructions);
    }
}
