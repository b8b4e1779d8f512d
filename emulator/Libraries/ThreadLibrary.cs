using Striate.Emulator.Execution;
using Striate.Emulator.Scheduling;

namespace Striate.Emulator.Libraries;

/// <summary>System.Threading on the machine's scheduler.</summary>
internal static class ThreadLibrary
{
    private const string Thread = "System.Threading.Thread";
    private const string Timer = "System.Threading.Timer";
    private const string Wait = "System.Threading.WaitHandle";
    private const string Integer = "System.Int32";
    private const int Running = 0;
    private const int Unstarted = 8;
    private const int Stopped = 16;
    private const int WaitSleepJoin = 32;

    public static readonly LibraryMethod[] Methods =
    [
        new(
            $"{Thread}::.ctor({Thread}Start)",
            (machine, slot) =>
                machine.SetReference(
                    slot,
                    machine.Allocate(new ThreadObject(machine.Library(Thread), machine.NewThread(), machine.This<DelegateObject>(slot)))
                )
        ),
        new($"{Thread}::Start()", Start),
        new($"{Thread}::Join()", (machine, slot) => Join(machine, slot, -1, result: -1)),
        new($"{Thread}::Join({Integer})", (machine, slot) => Join(machine, slot, machine.Number(slot + 1), slot)),
        new($"{Thread}::Sleep({Integer})", (machine, slot) => machine.Sleep(machine.Number(slot))),
        new(
            $"{Thread}::get_CurrentThread()",
            (machine, slot) =>
                machine.SetReference(slot, machine.Allocate(new ThreadObject(machine.Library(Thread), machine.Current(), null)))
        ),
        new($"{Thread}::get_ManagedThreadId()", (machine, slot) => machine.SetNumber(slot, Of(machine, slot).Id)),
        new(
            $"{Thread}::get_IsAlive()",
            (machine, slot) => machine.SetNumber(slot, Of(machine, slot) is { IsStarted: true, IsEnded: false } ? 1 : 0)
        ),
        new($"{Thread}::get_Priority()", (machine, slot) => machine.SetNumber(slot, Of(machine, slot).Priority)),
        new($"{Thread}::set_Priority({Thread}Priority)", SetPriority),
        new($"{Thread}::get_ThreadState()", (machine, slot) => machine.SetNumber(slot, StateOf(machine, Of(machine, slot)))),
        new(
            $"{Timer}::.ctor({Timer}Callback,System.Object,{Integer},{Integer})",
            (machine, slot) =>
            {
                var timer = new TimerObject(machine.Library(Timer), machine.This<DelegateObject>(slot), machine.Reference(slot + 1));
                machine.Schedule(timer, machine.Number(slot + 2), machine.Number(slot + 3));
                machine.SetReference(slot, machine.Allocate(timer));
            }
        ),
        new(
            $"{Timer}::Change({Integer},{Integer})",
            (machine, slot) =>
            {
                machine.Schedule(machine.This<TimerObject>(slot), machine.Number(slot + 1), machine.Number(slot + 2));
                machine.SetNumber(slot, 1);
            }
        ),
        new($"{Timer}::Dispose()", (machine, slot) => machine.Dispose(machine.This<TimerObject>(slot))),
        .. new[] { "Auto", "Manual" }.SelectMany(kind => Events($"System.Threading.{kind}ResetEvent", kind == "Auto")),
        new($"{Wait}::WaitOne({Integer},System.Boolean)", (machine, slot) => WaitOne(machine, slot, machine.Number(slot + 1))),
        new(
            "System.Threading.Monitor::Enter(System.Object)",
            (machine, slot) =>
            {
                var (taken, thread) = (machine.LockOf(Locked(machine, slot)), machine.Current());
                machine.WaitFor(() => taken.TryEnter(thread), -1, result: -1);
            }
        ),
        new("System.Threading.Monitor::Exit(System.Object)", Exit),
        .. new[] { ("Increment", 1), ("Decrement", -1) }.Select(step => new LibraryMethod(
            $"System.Threading.Interlocked::{step.Item1}({Integer}&)",
            (machine, slot) => Replace(machine, slot, (int)machine.NumberAt(slot) + step.Item2, isNewResult: true)
        )),
        new(
            $"System.Threading.Interlocked::Exchange({Integer}&,{Integer})",
            (machine, slot) => Replace(machine, slot, machine.Number(slot + 1), isNewResult: false)
        ),
        new(
            $"System.Threading.Interlocked::CompareExchange({Integer}&,{Integer},{Integer})",
            (machine, slot) =>
                Replace(
                    machine,
                    slot,
                    machine.NumberAt(slot) == machine.Number(slot + 2) ? machine.Number(slot + 1) : machine.NumberAt(slot),
                    isNewResult: false
                )
        ),
    ];

    private static IEnumerable<LibraryMethod> Events(string type, bool resetsItself) =>
        [
            new(
                $"{type}::.ctor(System.Boolean)",
                (machine, slot) =>
                    machine.SetReference(
                        slot,
                        machine.Allocate(new EventObject(machine.Library(type), resetsItself, machine.Number(slot) != 0))
                    )
            ),
            new($"{type}::Set()", (machine, slot) => SetEvent(machine, slot, true)),
            new($"{type}::Reset()", (machine, slot) => SetEvent(machine, slot, false)),
        ];

    private static ManagedThread Of(Machine machine, int slot) => machine.This<ThreadObject>(slot).Thread;

    private static void Start(Machine machine, int slot)
    {
        var started = machine.This<ThreadObject>(slot);
        if (started.Thread.IsStarted)
        {
            throw machine.Raise("System.ArgumentException");
        }

        machine.Start(started.Thread, started.Start!, 1, null);
    }

    private static void Join(Machine machine, int slot, long milliseconds, int result)
    {
        var joined = Of(machine, slot);
        machine.WaitFor(() => joined.IsEnded, milliseconds, result);
    }

    private static void SetPriority(Machine machine, int slot)
    {
        var (thread, priority) = (Of(machine, slot), (int)machine.Number(slot + 1));
        if (priority is < 0 or > ManagedThread.Highest)
        {
            throw machine.Raise("System.ArgumentException");
        }

        thread.Priority = priority;
        if (thread is { IsStarted: true, IsEnded: false } && priority > machine.Current().Priority)
        {
            machine.Reschedule();
        }
    }

    private static int StateOf(Machine machine, ManagedThread thread) =>
        thread switch
        {
            { IsStarted: false } => Unstarted,
            { IsEnded: true } => Stopped,
            _ => machine.IsWaiting(thread) ? WaitSleepJoin : Running,
        };

    private static void SetEvent(Machine machine, int slot, bool isSet)
    {
        machine.This<EventObject>(slot).IsSet = isSet;
        machine.SetNumber(slot, 1);
        if (isSet)
        {
            machine.Signal();
        }
    }

    private static void WaitOne(Machine machine, int slot, long milliseconds) =>
        machine.WaitFor(machine.This<EventObject>(slot).TryTake, milliseconds, slot);

    private static object Locked(Machine machine, int slot) =>
        machine.Reference(slot) ?? throw machine.Raise("System.ArgumentNullException");

    private static void Exit(Machine machine, int slot)
    {
        var taken = machine.LockOf(Locked(machine, slot));
        if (taken.Owner != machine.Current())
        {
            throw machine.Raise("System.Exception");
        }

        taken.Exit();
        machine.Signal();
    }

    private static void Replace(Machine machine, int slot, long value, bool isNewResult)
    {
        var before = machine.NumberAt(slot);
        machine.StoreAt(slot, value);
        machine.SetNumber(slot, isNewResult ? value : before);
    }
}
