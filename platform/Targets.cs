using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>The boards that budgets and estimates are made for; <c>data/targets.json</c> is their one home.</summary>
public static class Targets
{
    /// <summary>All targets; the first is the default.</summary>
    public static ImmutableArray<Target> All { get; } = PlatformData.Read("targets.json", Of);

    /// <summary>ESP32 without PSRAM: what fits there fits on nearly all others.</summary>
    public static Target Default => All[0];

    /// <summary>The target with a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists those there are.</exception>
    public static Target Get(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new KeyNotFoundException(
            $"there is no target '{name}'; known targets: {string.Join(", ", All.Select(target => target.Name))}"
        );

    private static Target Of(PlatformRow row)
    {
        var (chip, flash) = (row.Text("chip"), (int)row.Number("flashMegabytes"));
        var (megahertz, debugger) = ((int)row.Number("megahertz"), (int)row.Number("debuggerUnits"));
        return new Target(
            row.Text("name"),
            row.Text("description"),
            row.Number("heapBytes"),
            row.Number("runtimeBytes"),
            TimeOf(row.Row("cyclesPerUnit"), megahertz, debugger),
            row.Text("assumption")
        )
        {
            Megahertz = megahertz,
            DebuggerUnits = debugger,
            Chip = chip,
            FlashMegabytes = flash,
            Partitions = DeploymentPartitions.Of(chip, flash) is { IsEmpty: false } partitions
                ? partitions
                : throw new InvalidOperationException($"partitions.json has none for {chip} with {flash} MB"),
            Images = row.Rows("images", ImageOf),
            Connections = new BoardConnections(
                row.Boolean("nativeUsb"),
                (int)row.Number("serialPorts"),
                (int)row.Number("transmitPin"),
                (int)row.Number("receivePin")
            ),
        };
    }

    private static RuntimeImage ImageOf(PlatformRow row) => new(row.Generation(), row.Text("name"));

    private static TimeRange TimeOf(PlatformRow row, int megahertz, int debugger)
    {
        double Microseconds(double cycles) => Math.Round(cycles * (Target.UsualUnits + debugger) / megahertz, 2);
        var range = new TimeRange(Microseconds(row.Real("low")), Microseconds(row.Real("high")));
        row.CheckAllRead();
        return range;
    }
}
