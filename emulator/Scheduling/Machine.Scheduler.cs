using System.Runtime.CompilerServices;
using Striate.Emulator.Execution;
using Striate.Emulator.Scheduling;
using Striate.Platform;

namespace Striate.Emulator;

/// <summary>
/// Threads as the device schedules them (Execution.cpp, ScheduleThreads): the one with the highest counter runs until its slice
/// ends or until it waits; only then are sleepers and timers looked at. Until a program asks for a thread, none of this runs.
/// </summary>
public sealed partial class Machine
{
    // CLR_RT_Thread and CLR_RT_SubThread of a 32-bit build: six records of 36 bytes for exceptions, and what the scheduler keeps.
    private const int ThreadBytes = 384;

    private readonly ConditionalWeakTable<object, ObjectLock> _locks = [];
    private readonly List<ManagedThread> _ready = [];
    private readonly List<ManagedThread> _waiting = [];
    private ManagedThread? _current;
    private ManagedThread? _main;
    private bool _isLeaving;
    private long _sliceEnd = long.MaxValue;
    private int _lowestCounter;
    private int _lastThread = 1;

    // Within a library method that has called back, the interpreter's own stack belongs to the current thread.
    private bool CanSwitch => _stopDepth == 1;

    /// <summary>The running thread; from here on there are slices.</summary>
    internal ManagedThread Current()
    {
        if (_current is null)
        {
            _main = _current = new ManagedThread(1, _numbers, _references) { IsStarted = true };

            // The main thread has run alone so far, a debit for each slice.
            _lowestCounter = -(int)Math.Min(int.MaxValue / 2, (1 + (SinceStart / SchedulingTimes.Quantum.Ticks)) * _current.Debit);
            _current.Counter = _lowestCounter;
            BeginSlice();
        }

        return _current;
    }

    internal ManagedThread NewThread()
    {
        var registers = RegistersFor(_options.HeapLimitBytes);
        return new ManagedThread(++_lastThread, new long[registers], new object?[registers]);
    }

    internal bool IsWaiting(ManagedThread thread) => _waiting.Contains(thread);

    internal ObjectLock LockOf(object value) => _locks.GetOrCreateValue(value);

    /// <summary>Pushes the first frame of a thread and makes it ready; it runs when the scheduler comes to it.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="start">What it runs.</param>
    /// <param name="arguments">1, or 2 with <paramref name="state"/>.</param>
    /// <param name="state">The last argument.</param>
    internal void Start(ManagedThread thread, DelegateObject start, int arguments, object? state)
    {
        if (start.Parts is not null || start.Method.Body is null)
        {
            throw Failure(
                DiagnosticNumbers.UnsupportedLibrary,
                "a thread that starts with a combined delegate or a library method is not supported by the emulator"
            );
        }

        var starter = Current();
        starter.State = Suspended();
        Resume(thread);
        try
        {
            _references[1] = state;
            BindArguments(start, 0, arguments);
            EnterFrame(start.Method, 0);
            thread.State = Suspended();
        }
        finally
        {
            Resume(starter);
        }

        thread.IsStarted = true;
        _argumentArrays.Add(thread.State.Numbers, thread.State.Numbers);
        _frameBytes += ThreadBytes;
        _peakFrameBytes = Math.Max(_peakFrameBytes, _frameBytes);
        MakeReady(thread);
    }

    /// <summary>Lets the current thread wait until <paramref name="awaited"/> is there to take, or the time is over.</summary>
    /// <param name="awaited">Takes it, if it is there.</param>
    /// <param name="milliseconds">How long; -1: for ever.</param>
    /// <param name="result">Register that is 1 if it was there and 0 if the time was over; -1: none.</param>
    internal void WaitFor(Func<bool> awaited, long milliseconds, int result)
    {
        var waiter = Current();
        (waiter.Result, waiter.Awaited) = (result, awaited);
        if (awaited())
        {
            StoreResult(_numbers, result, 1);
        }
        else
        {
            Leave(_waiting, waiter, WakeTime(milliseconds));
        }
    }

    /// <summary>Wakes those that wait for what is now there.</summary>
    internal void Signal()
    {
        foreach (var thread in _waiting.Where(thread => thread.Awaited is not null).ToArray())
        {
            if (thread.Awaited!())
            {
                Wake(thread, 1);
            }
        }
    }

    /// <summary>Gives the others a turn; the current thread stays ready.</summary>
    internal void Reschedule()
    {
        RequireSwitch();
        _isLeaving = true;
        MakeReady(Current());
    }

    private void SleepAmongThreads(ManagedThread sleeper, long milliseconds)
    {
        (sleeper.Awaited, sleeper.Result) = (null, -1);
        if (milliseconds == 0)
        {
            // The last of all that are ready (UpdateToLowestExecutionCounter).
            sleeper.Counter = _lowestCounter - 1;
            Reschedule();
        }
        else
        {
            Leave(_waiting, sleeper, WakeTime(milliseconds));
        }
    }

    private void Leave(List<ManagedThread> list, ManagedThread thread, long wakeAt)
    {
        RequireSwitch();
        thread.WakeAt = wakeAt;
        list.Add(thread);
        _isLeaving = true;
    }

    private void RequireSwitch()
    {
        if (!CanSwitch)
        {
            throw Failure(
                DiagnosticNumbers.UnsupportedLibrary,
                "a thread that waits in a filter, a combined delegate or an override that the library calls is not supported by the emulator"
            );
        }
    }

    private void Wake(ManagedThread thread, long result)
    {
        StoreResult(thread.State.Numbers, thread.Result, result);
        _waiting.Remove(thread);
        MakeReady(thread);
    }

    private static void StoreResult(long[] numbers, int register, long result)
    {
        if (register >= 0)
        {
            numbers[register] = result;
        }
    }

    // InsertThreadRoundRobin: behind those that are as urgent.
    private void MakeReady(ManagedThread thread)
    {
        (thread.Awaited, thread.WakeAt) = (null, long.MaxValue);
        var place = _ready.FindIndex(other => other.Priority + other.Counter < thread.Priority + thread.Counter);
        _ready.Insert(place < 0 ? _ready.Count : place, thread);
    }

    /// <summary>Goes on with the next thread behind the operation that the current one has left with.</summary>
    /// <param name="isBehind">The operation has set where its thread goes on.</param>
    private void SwitchThread(bool isBehind)
    {
        _isLeaving = false;
        _operation += isBehind ? 0 : 1;
        _current!.State = Suspended();
        Resume(Next());
        BeginSlice();
    }

    private InterpreterState Suspended() => new(_numbers, _references, _frames, _frameCount, _code, _operation, _base, _pending);

    private void Resume(ManagedThread thread)
    {
        _current = thread;
        (_numbers, _references, _frames, _frameCount, _code, _operation, _base, _pending) = (
            thread.State.Numbers,
            thread.State.References,
            thread.State.Frames,
            thread.State.FrameCount,
            thread.State.Code,
            thread.State.Operation,
            thread.State.Base,
            thread.State.Pending
        );
    }

    private void BeginSlice()
    {
        _sliceEnd = SinceStart + SchedulingTimes.Quantum.Ticks;
        Refill(_sliceEnd);
    }

    /// <summary>Asked between portions of instructions: the next one, or the next thread.</summary>
    private void NextSlice()
    {
        if (SinceStart < _sliceEnd)
        {
            Refill(_sliceEnd);
        }
        else if (CanSwitch)
        {
            Reschedule();
        }
        else
        {
            Refill(long.MaxValue);
        }
    }

    /// <summary>The thread to run next. Where all wait, the clock moves on to the first that wakes.</summary>
    private ManagedThread Next()
    {
        while (true)
        {
            CheckTimers();
            var now = SinceStart;
            foreach (var thread in _waiting.Where(thread => thread.WakeAt <= now).ToArray())
            {
                Wake(thread, 0);
            }

            if (_ready.Count > 0)
            {
                var next = _ready[0];
                _ready.RemoveAt(0);
                next.ForgetRest(_lowestCounter);
                next.Counter -= next.Debit;
                _lowestCounter = Math.Min(_lowestCounter, next.Counter);
                return next;
            }

            var wake = _waiting.Select(thread => thread.WakeAt).Concat(_timers.Select(timer => timer.ExpiresAt)).Min();
            if (wake == long.MaxValue)
            {
                throw Failure(DiagnosticNumbers.Undefined, "every thread waits for ever");
            }

            _options.Cancellation.ThrowIfCancellationRequested();
            Advance(wake - SinceStart);
        }
    }

    /// <summary>
    /// The current thread has left its last frame. A program goes on until all of its threads have ended; timers alone do not
    /// keep it. False when it has ended; the main thread's registers are there again then.
    /// </summary>
    private bool NextAfterEnd()
    {
        if (_current is not { } ended || !CanSwitch)
        {
            return false;
        }

        (ended.IsEnded, ended.State) = (true, Suspended());
        if (ended != _main)
        {
            _frameBytes -= ThreadBytes;
            _argumentArrays.Remove(ended.State.Numbers);
            ended.Ended?.Invoke();
        }

        Signal();
        var isOver = _ready.Count + _waiting.Count == 0;
        Resume(isOver ? _main! : Next());
        BeginSlice();
        return !isOver;
    }

    /// <summary>Forgets the threads that an invocation has started.</summary>
    private void EndThreads()
    {
        if (_main is null)
        {
            return;
        }

        foreach (var thread in _ready.Concat(_waiting).Append(_current!).Where(thread => thread != _main))
        {
            _argumentArrays.Remove(thread.State.Numbers);
        }

        if (_current != _main)
        {
            Resume(_main);
        }

        _ready.Clear();
        _waiting.Clear();
        _timers.Clear();
        (_current, _main, _timerThread, _isLeaving, _sliceEnd) = (null, null, null, false, long.MaxValue);
        Refill(long.MaxValue);
    }
}
