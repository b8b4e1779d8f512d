using Striate.Emulator.Scheduling;

namespace Striate.Emulator;

/// <summary>
/// System.Threading.Timer (CLR_RT_HeapBlock_Timer.cpp): looked at between slices, callbacks on one thread of normal priority.
/// </summary>
public sealed partial class Machine
{
    private readonly List<TimerObject> _timers = [];
    private ManagedThread? _timerThread;

    /// <summary>Sets when a timer fires first and how often; -1 milliseconds: never, or once.</summary>
    internal void Schedule(TimerObject timer, long dueMilliseconds, long periodMilliseconds)
    {
        if (dueMilliseconds < -1 || periodMilliseconds < -1)
        {
            throw Raise("System.ArgumentOutOfRangeException");
        }

        _ = Current();
        timer.ExpiresAt = WakeTime(dueMilliseconds);
        timer.Period = Math.Max(0, periodMilliseconds) * TimeSpan.TicksPerMillisecond;
        if (!_timers.Contains(timer))
        {
            _timers.Add(timer);
        }
    }

    internal void Dispose(TimerObject timer)
    {
        (timer.ExpiresAt, timer.Period, timer.IsTriggered) = (long.MaxValue, 0, false);
        _timers.Remove(timer);
    }

    private void CheckTimers()
    {
        var now = SinceStart;
        foreach (var timer in _timers.Where(timer => timer.ExpiresAt <= now && !timer.IsExecuting))
        {
            timer.IsTriggered = true;
        }

        SpawnTimer();
    }

    // One callback at a time; the timer goes to the back, so that others have their turn.
    private void SpawnTimer()
    {
        if (_timerThread is { IsEnded: false } || _timers.Find(timer => timer.IsTriggered) is not { } fired)
        {
            return;
        }

        (fired.IsTriggered, fired.IsExecuting, fired.ExpiredAt, fired.ExpiresAt) = (false, true, fired.ExpiresAt, long.MaxValue);
        _timers.Remove(fired);
        _timers.Add(fired);
        var thread = _timerThread is { } ended ? new ManagedThread(ended.Id, ended.State.Numbers, ended.State.References) : NewThread();
        thread.Counter = _timerThread?.Counter ?? 0;
        thread.Ended = () => Rearm(fired);
        _timerThread = thread;
        Start(thread, fired.Callback, 2, fired.State);
    }

    // Callbacks that were missed are left out, and nothing tells of it.
    private void Rearm(TimerObject timer)
    {
        timer.IsExecuting = false;
        if (timer.Period > 0 && _timers.Contains(timer) && timer.ExpiresAt == long.MaxValue)
        {
            var (now, next) = (SinceStart, timer.ExpiredAt + timer.Period);
            timer.ExpiresAt = next < now ? now - ((now - next) % timer.Period) + timer.Period : next;
        }
    }
}
