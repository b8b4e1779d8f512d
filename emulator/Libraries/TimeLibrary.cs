using System.Globalization;
using Striate.Emulator.Execution;

namespace Striate.Emulator.Libraries;

/// <summary>
/// DateTime, TimeSpan, cultures and the other clocks. A time is a number of ticks of 100 ns, a date with its highest bit set from 1601 on.
/// </summary>
internal static class TimeLibrary
{
    private const string Date = "System.DateTime";
    private const string Span = "System.TimeSpan";
    private const string Int = "System.Int32";
    private const string Culture = "System.Globalization.CultureInfo";

    private static readonly DateTime s_origin = new(1601, 1, 1);

    private static readonly Func<DateTime, int>[] s_parts =
    [
        date => date.Year,
        date => date.Month,
        date => date.Day,
        date => (int)date.DayOfWeek,
        date => date.DayOfYear,
        date => date.Hour,
        date => date.Minute,
        date => date.Second,
        date => date.Millisecond,
    ];

    public static readonly LibraryMethod[] Methods =
    [
        new(
            $"{Date}::.ctor({string.Join(',', Enumerable.Repeat(Int, 7))})",
            (machine, slot) =>
            {
                var part = Enumerable.Range(slot + 1, 7).Select(index => (int)machine.Number(index)).ToArray();
                var date = part[0] is < 1601 or > 3000
                    ? throw machine.Raise("System.ArgumentOutOfRangeException")
                    : new DateTime(part[0], part[1], part[2], part[3], part[4], part[5], part[6]);
                machine.StoreAt(slot, (date.Ticks - s_origin.Ticks) | long.MinValue);
            }
        ),
        new(
            $"{Date}::GetDateTimePart({Date}/DateTimePart)",
            (machine, slot) =>
                machine.SetNumber(slot, s_parts[machine.Number(slot + 1)](s_origin.AddTicks(machine.NumberAt(slot) & long.MaxValue)))
        ),
        new(
            $"{Date}::DaysInMonth({Int},{Int})",
            (machine, slot) => machine.SetNumber(slot, DateTime.DaysInMonth((int)machine.Number(slot), (int)machine.Number(slot + 1)))
        ),
        new($"{Date}::GetUtcNowAsTicks()", (machine, slot) => machine.SetNumber(slot, machine.Now.Ticks)),
        new($"{Date}::GetTodayAsTicks()", (machine, slot) => machine.SetNumber(slot, machine.Now.Date.Ticks)),
        .. Enumerable.Range(3, 3).Select(ConstructSpan),
        new(
            $"{Span}::Compare({Span},{Span})",
            (machine, slot) => machine.SetNumber(slot, machine.Number(slot).CompareTo(machine.Number(slot + 1)))
        ),
        new($"{Span}::CompareTo(System.Object)", (machine, slot) => machine.SetNumber(slot, Compare(machine, slot) ?? 1)),
        new($"{Span}::Equals(System.Object)", (machine, slot) => machine.SetFlag(slot, Compare(machine, slot) == 0)),
        new($"{Span}::Equals({Span},{Span})", (machine, slot) => machine.SetFlag(slot, machine.Number(slot) == machine.Number(slot + 1))),
        new(
            $"{Span}::ToString()",
            (machine, slot) => machine.SetText(slot, new TimeSpan(machine.NumberAt(slot)).ToString("c", CultureInfo.InvariantCulture))
        ),
        new($"{Culture}::get_CurrentUICultureInternal()", (machine, slot) => machine.SetReference(slot, machine.Culture)),
        new($"{Culture}::set_CurrentUICultureInternal({Culture})", (machine, slot) => machine.Culture = machine.Reference(slot)),
        new(
            $"System.Globalization.DateTimeFormat::FormatDigits({Int},{Int})",
            (machine, slot) =>
                machine.SetText(
                    slot,
                    machine.Number(slot).ToString("D" + Math.Clamp(machine.Number(slot + 1), 1, 11), CultureInfo.InvariantCulture)
                )
        ),
        new(
            "System.Environment::get_TickCount64()",
            (machine, slot) => machine.SetNumber(slot, machine.SinceStart / TimeSpan.TicksPerMillisecond)
        ),
        new("nanoFramework.Hardware.Esp32.HighResTimer::GetCurrent()", (machine, slot) => machine.SetNumber(slot, machine.SinceStart / 10)),
    ];

    // Hours, minutes, seconds; days before them; milliseconds behind them, of which -1 alone stands for ever.
    private static LibraryMethod ConstructSpan(int count) =>
        new(
            $"{Span}::.ctor({string.Join(',', Enumerable.Repeat(Int, count))})",
            (machine, slot) =>
            {
                var part = Enumerable.Range(slot + 1, count).Select(index => (int)machine.Number(index)).ToArray();
                var clock = count == 3 ? part : part[1..4];
                var (days, milliseconds) = (count == 3 ? 0 : part[0], count == 5 ? part[4] : 0);
                var whole = unchecked(((((((long)days * 24) + clock[0]) * 60) + clock[1]) * 60) + clock[2]);
                machine.StoreAt(slot, unchecked(((whole * 1000) + milliseconds) * TimeSpan.TicksPerMillisecond));
            }
        );

    /// <summary>Null where there is nothing to compare with.</summary>
    private static int? Compare(Machine machine, int slot) =>
        machine.Reference(slot + 1) switch
        {
            null => null,
            Boxed other when other.Type.FullName == Span => machine.NumberAt(slot).CompareTo(other.Value),
            _ => throw machine.Raise("System.NullReferenceException"),
        };
}
