using Striate.Emulator.Execution;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Scheduling;

/// <summary>An object of System.Threading.</summary>
internal abstract class SchedulingObject(TypeDescriptor type)
{
    public TypeDescriptor Type { get; } = type;

    /// <summary>Fields of the device's object, a heap block each.</summary>
    public virtual int Fields => 0;
}

/// <summary>System.Threading.Thread.</summary>
internal sealed class ThreadObject(TypeDescriptor type, ManagedThread thread, DelegateObject? start) : SchedulingObject(type)
{
    public ManagedThread Thread { get; } = thread;

    public DelegateObject? Start { get; } = start;

    public override int Fields => 5;
}

/// <summary>System.Threading.AutoResetEvent and ManualResetEvent.</summary>
internal sealed class EventObject(TypeDescriptor type, bool resetsItself, bool isSet) : SchedulingObject(type)
{
    public bool IsSet { get; set; } = isSet;

    public bool TryTake()
    {
        var wasSet = IsSet;
        IsSet &= !resetsItself;
        return wasSet;
    }
}

/// <summary>System.Threading.Timer: its callbacks run on a thread of normal priority, one at a time.</summary>
internal sealed class TimerObject(TypeDescriptor type, DelegateObject callback, object? state) : SchedulingObject(type)
{
    public DelegateObject Callback { get; } = callback;

    // Three of its own, and the native timer beside it.
    public override int Fields => 8;

    public object? State { get; } = state;

    /// <summary>Ticks of the machine's clock of the next callback; the largest number: none.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    /// <summary>When the callback that runs was due.</summary>
    public long ExpiredAt { get; set; }

    /// <summary>Ticks between callbacks; 0: once.</summary>
    public long Period { get; set; }

    public bool IsTriggered { get; set; }

    public bool IsExecuting { get; set; }
}

/// <summary>The lock of an object that <c>Monitor.Enter</c> has been called on.</summary>
internal sealed class ObjectLock
{
    public ManagedThread? Owner { get; private set; }

    public int Depth { get; private set; }

    public bool TryEnter(ManagedThread thread)
    {
        if (Owner is not null && Owner != thread)
        {
            return false;
        }

        (Owner, Depth) = (thread, Depth + 1);
        return true;
    }

    public void Exit()
    {
        Depth--;
        Owner = Depth == 0 ? null : Owner;
    }
}
