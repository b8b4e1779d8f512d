using Striate.Emulator.Decoding;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>DateTime, TimeSpan and the other clocks. A time is a number of ticks of 100 ns.</summary>
internal static class TimeLibrary
{
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("Days", TimeSpan.TicksPerDay), ("Hours", TimeSpan.TicksPerHour), ("Minutes", TimeSpan.TicksPerMinute),
        ("Seconds", TimeSpan.TicksPerSecond), ("Milliseconds", TimeSpan.TicksPerMillisecond),
    ];

    public static readonly LibraryMethod[] Methods =
    [
        new("System.DateTime::get_UtcNow()", (machine, slot) => machine.SetNumber(slot, machine.Now.Ticks)),
        new("System.DateTime::get_Ticks()", (machine, slot) => machine.SetNumber(slot, machine.NumberAt(slot))),
        new("System.DateTime::.ctor(System.Int64)", (_, _) => { }),
        new("System.DateTime::.ctor(System.Int32,System.Int32,System.Int32)", (machine, slot) =>
            machine.SetNumber(slot, new DateTime((int)machine.Number(slot), (int)machine.Number(slot + 1), (int)machine.Number(slot + 2)).Ticks)),
        new("System.DateTime::op_Subtraction(System.DateTime,System.DateTime)", (machine, slot) =>
            machine.SetNumber(slot, machine.Number(slot) - machine.Number(slot + 1))),
        new("System.DateTime::op_Subtraction(System.DateTime,System.TimeSpan)", (machine, slot) =>
            machine.SetNumber(slot, machine.Number(slot) - machine.Number(slot + 1))),
        new("System.DateTime::op_Addition(System.DateTime,System.TimeSpan)", (machine, slot) =>
            machine.SetNumber(slot, machine.Number(slot) + machine.Number(slot + 1))),
        new("System.DateTime::get_Year()", (machine, slot) => machine.SetNumber(slot, new DateTime(machine.NumberAt(slot)).Year)),
        new("System.DateTime::get_Hour()", (machine, slot) => machine.SetNumber(slot, new DateTime(machine.NumberAt(slot)).Hour)),
        new("System.DateTime::get_Minute()", (machine, slot) => machine.SetNumber(slot, new DateTime(machine.NumberAt(slot)).Minute)),
        new("System.DateTime::get_Second()", (machine, slot) => machine.SetNumber(slot, new DateTime(machine.NumberAt(slot)).Second)),
        new("System.DateTime::get_Millisecond()", (machine, slot) => machine.SetNumber(slot, new DateTime(machine.NumberAt(slot)).Millisecond)),
        new("System.TimeSpan::.ctor(System.Int64)", (_, _) => { }),
        new("System.TimeSpan::.ctor(System.Int32,System.Int32,System.Int32)", (machine, slot) =>
            machine.SetNumber(slot, new TimeSpan((int)machine.Number(slot), (int)machine.Number(slot + 1), (int)machine.Number(slot + 2)).Ticks)),
        new("System.TimeSpan::get_Ticks()", (machine, slot) => machine.SetNumber(slot, machine.NumberAt(slot))),
        new("System.TimeSpan::FromTicks(System.Int64)", (_, _) => { }),
        .. Units.Select(unit => new LibraryMethod($"System.TimeSpan::get_Total{unit.Name}()", (machine, slot) =>
            machine.SetNumber(slot, NumberForms.Of(machine.NumberAt(slot) / (double)unit.Ticks)))),
        .. Units.Select(unit => new LibraryMethod($"System.TimeSpan::From{unit.Name}(System.Int64)", (machine, slot) =>
            machine.SetNumber(slot, machine.Number(slot) * unit.Ticks))),
        new("System.Environment::get_TickCount64()", (machine, slot) => machine.SetNumber(slot, machine.SinceStart / TimeSpan.TicksPerMillisecond)),
        new("nanoFramework.Hardware.Esp32.HighResTimer::GetCurrent()", (machine, slot) => machine.SetNumber(slot, machine.SinceStart / 10)),
    ];
}
