using System.Collections.Immutable;

namespace Striate.Platform;

/// <summary>
/// What entering a method costs besides the call: its locals are set up one by one, from their signature, every time.
/// <c>data/frame-costs.json</c> is its one home.
/// </summary>
public static class FrameCosts
{
    /// <summary>All of it.</summary>
    public static ImmutableArray<FrameCost> All { get; } =
        PlatformData.Read("frame-costs.json", row => new FrameCost(row.Text("what"), row.Real("units"), row.Text("note")));

    private static readonly double s_locals = UnitsOf("locals");
    private static readonly double s_number = UnitsOf("number");
    private static readonly double s_reference = UnitsOf("reference");

    /// <summary>Cost units of the locals of a method that is entered.</summary>
    /// <param name="numbers">Locals that are numbers.</param>
    /// <param name="references">Other locals.</param>
    public static long Of(int numbers, int references) =>
        numbers + references == 0 ? 0 : (long)Math.Round(s_locals + (numbers * s_number) + (references * s_reference));

    private static double UnitsOf(string what) => All.Single(cost => cost.What == what).Units;
}

/// <summary>What one thing in the frame of a method costs.</summary>
/// <param name="What">A local that is a number or a reference, or that there are locals at all.</param>
/// <param name="Units">Cost units at every entry.</param>
/// <param name="Note">What it is.</param>
public sealed record FrameCost(string What, double Units, string Note);
