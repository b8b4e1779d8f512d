using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Scheduling;

/// <summary>A thread of the program, and what the scheduler knows of it.</summary>
internal sealed class ManagedThread(int id, long[] numbers, object?[] references)
{
    public const int Normal = 2;
    public const int Highest = 4;

    // One more than a program can have (nanoCLR_Runtime.h, ThreadPriority::System_Highest).
    private const int SystemHighest = 5;

    public int Id { get; } = id;

    /// <summary>0 (Lowest) to 4 (Highest).</summary>
    public int Priority { get; set; } = Normal;

    /// <summary>Goes down with every time slice, by less for higher priorities; the highest runs next.</summary>
    public int Counter { get; set; }

    /// <summary>What a time slice takes off the counter.</summary>
    public int Debit => 1 << (SystemHighest - Priority);

    /// <summary>Ticks of the machine's clock at which it stops waiting.</summary>
    public long WakeAt { get; set; } = long.MaxValue;

    /// <summary>Takes what the thread waits for, if it is there; null when it only sleeps.</summary>
    public Func<bool>? Awaited { get; set; }

    /// <summary>Register that tells how the last wait ended; -1: none.</summary>
    public int Result { get; set; } = -1;

    public bool IsStarted { get; set; }

    public bool IsEnded { get; set; }

    /// <summary>Called when it has ended.</summary>
    public Action? Ended { get; set; }

    /// <summary>The interpreter's state while others run.</summary>
    public InterpreterState State { get; set; } = new(numbers, references, new Frame[64], 0, null!, 0, 0, []);

    /// <summary>
    /// A thread that has waited long does not make up for all of it: it gets as much ahead of the others as this, four slices
    /// at normal priority (Thread.cpp, BringExecCounterToDate).
    /// </summary>
    public void ForgetRest(int lowest) => Counter = Math.Min(Counter, lowest + (1 << SystemHighest) + 1);
}

/// <summary>What the interpreter keeps of a thread.</summary>
internal sealed record InterpreterState(
    long[] Numbers,
    object?[] References,
    Frame[] Frames,
    int FrameCount,
    MethodCode Code,
    int Operation,
    int Base,
    List<PendingHandler> Pending
);
