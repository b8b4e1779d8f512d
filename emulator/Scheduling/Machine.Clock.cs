using Striate.Platform;

namespace Striate.Emulator;

/// <summary>The emulated clock: it moves with the instructions that have run, and with sleep. Nothing reads the wall's.</summary>
public sealed partial class Machine
{
    private const double TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000.0;

    private DateTime _started;
    private long _slept;
    private long _instructionsBefore;

    /// <summary>Emulated time since the machine was loaded.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(SinceStart);

    /// <summary>Ticks of 100 ns since the machine was loaded.</summary>
    internal long SinceStart => _slept + (long)(InstructionsRun * TicksPerInstruction);

    internal DateTime Now => _started.AddTicks(SinceStart);

    private double TicksPerInstruction => _options.MicrosecondsPerInstruction * TicksPerMicrosecond;

    private long InstructionsRun => _instructionsBefore + (_options.InstructionLimit - _fuel - _reserve);

    /// <summary>Sleep moves the clock instead of waiting, unless somebody at a serial port may be waited for.</summary>
    internal void Sleep(long milliseconds)
    {
        if (milliseconds < -1)
        {
            throw Raise("System.ArgumentOutOfRangeException");
        }

        if (_current is { } sleeper)
        {
            SleepAmongThreads(sleeper, milliseconds);
        }
        else if (milliseconds < 0)
        {
            throw Failure(DiagnosticNumbers.Undefined, "the only thread sleeps for ever");
        }
        else
        {
            Advance(WakeTime(milliseconds) - SinceStart);
        }
    }

    /// <summary>When a wait of so many milliseconds ends: the device counts it in its ticks. Negative: never.</summary>
    private long WakeTime(long milliseconds)
    {
        var (now, tick) = (SinceStart, _options.Tick.Ticks);
        return milliseconds < 0 ? long.MaxValue
            : tick <= 1 ? now + (milliseconds * TimeSpan.TicksPerMillisecond)
            : ((now / tick) + ((milliseconds * TimeSpan.TicksPerMillisecond) + tick - 1) / tick) * tick;
    }

    private void Advance(long ticks)
    {
        _slept += ticks;
        if (_options.Sleep is { } sleep)
        {
            sleep(TimeSpan.FromTicks(ticks));
        }
        else if (_options.SerialPorts.Count > 0)
        {
            Thread.Sleep(TimeSpan.FromTicks(Math.Min(ticks, int.MaxValue * TimeSpan.TicksPerMillisecond)));
        }
    }

    /// <summary>A new portion of instructions: no more than there are until the clock reaches a time.</summary>
    private void Refill(long until)
    {
        var left =
            until == long.MaxValue || TicksPerInstruction == 0
                ? long.MaxValue
                : (long)Math.Ceiling(Math.Max(0, until - SinceStart) / TicksPerInstruction);
        var all = _fuel + _reserve;
        _fuel = Math.Min(all, Math.Min(left, InstructionsPerPortion));
        _reserve = all - _fuel;
    }
}
