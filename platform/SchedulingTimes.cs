using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>Times by which the runtime schedules threads; <c>data/scheduling.json</c> is their one home.</summary>
public static class SchedulingTimes
{
    private static readonly ImmutableArray<Row> s_rows = PlatformData.Read(
        "scheduling.json",
        row => new Row(row.Text("id"), row.Text("name"), row.Number("milliseconds"), row.Text("source"))
    );

    /// <summary>A thread's time slice.</summary>
    public static TimeSpan Quantum { get; } = Get("quantum");

    /// <summary>The ESP32's system tick.</summary>
    public static TimeSpan Tick { get; } = Get("tick");

    private static TimeSpan Get(string id) => TimeSpan.FromMilliseconds(s_rows.Single(row => row.Id == id).Milliseconds);

    private sealed record Row(string Id, string Name, long Milliseconds, string Source);
}
