using System.Collections.Immutable;

namespace Striate.Import;

/// <summary>What a command line and striate.toml call the ranges of a float model's tensors.</summary>
public static class CalibrationRangeNames
{
    private static readonly ImmutableArray<(string Name, CalibrationRanges Ranges)> s_names =
    [
        ("minmax", CalibrationRanges.MinimumMaximum),
        ("percentile", CalibrationRanges.Percentile),
        ("mse", CalibrationRanges.LeastError),
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All => [.. s_names.Select(pair => pair.Name)];

    /// <summary>The ranges of a name.</summary>
    /// <param name="name">One of <see cref="All"/>; null: none is given.</param>
    public static CalibrationRanges Of(string? name) =>
        name is null ? new CalibrationOptions().Ranges : s_names.Single(pair => pair.Name == name).Ranges;

    /// <summary>The name of ranges.</summary>
    public static string NameOf(CalibrationRanges ranges) => s_names.Single(pair => pair.Ranges == ranges).Name;
}
