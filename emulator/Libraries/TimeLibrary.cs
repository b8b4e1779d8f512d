using System.Diagnostics;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>DateTime, TimeSpan and Thread.Sleep. A time is a number of ticks of 100 ns.</summary>
internal static class TimeLibrary
{
    public static readonly LibraryMethod[] Methods =
    [
        new("System.DateTime::get_UtcNow()", (machine, slot) => machine.SetNumber(slot, DateTime.UtcNow.Ticks)),
        new("System.DateTime::get_Ticks()", (machine, slot) => machine.SetNumber(slot, machine.NumberAt(slot))),
        new("System.DateTime::.ctor(System.Int64)", (_, _) => { }),
        new("System.DateTime::op_Subtraction(System.DateTime,System.DateTime)", (machine, slot) =>
            machine.SetNumber(slot, machine.Number(slot) - machine.Number(slot + 1))),
        new("System.TimeSpan::.ctor(System.Int64)", (_, _) => { }),
        new("System.TimeSpan::get_Ticks()", (machine, slot) => machine.SetNumber(slot, machine.NumberAt(slot))),
        new("System.TimeSpan::get_TotalMilliseconds()", (machine, slot) =>
            machine.SetNumber(slot, BitConverter.DoubleToInt64Bits(machine.NumberAt(slot) / (double)TimeSpan.TicksPerMillisecond))),
        new("System.Threading.Thread::Sleep(System.Int32)", (_, _) => { }),
        new("System.Environment::get_TickCount64()", (machine, slot) => machine.SetNumber(slot, Stopwatch.GetTimestamp() * 1000 / Stopwatch.Frequency)),
    ];
}
