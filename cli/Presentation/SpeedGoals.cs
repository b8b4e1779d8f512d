using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Striate.Codegen;

namespace Striate.Cli.Presentation;

/// <summary>How few instructions generated code should need.</summary>
internal static class SpeedGoals
{
    // Table kernels are for code that must be small: so many times fewer instructions than good dense code.
    private const double TableGain = 3;

    private static readonly ImmutableArray<(string Network, string Strategy, double Most, bool IsPerDenseMac)> s_goals =
    [
        ("conv16-int[48](-m1)?", Name(Strategy.Unrolled), 14.0, true),
        ("conv16-int8(-m1)?", Name(Strategy.Planned), 0.75, true),
        ("conv16-int4(-m1)?", Name(Strategy.Planned), 0.45, true),
        ("resnet8-int8-m1", Name(Strategy.Planned), 9.5e6, false),
        ("resnet8-int8", Name(Strategy.Planned), 11e6, false),
        ("resnet8-int4-m1", Name(Strategy.Planned), 6e6, false),
        ("resnet8-int4", Name(Strategy.Planned), 7.2e6, false),
        ("resnet8-int[48](-m1)?", BenchWay.Small.Name, 25e6, false),
        ("digits", Name(Strategy.Planned), 1.2, true),
    ];

    /// <summary>The rows with their goals; goals of tables need the row of dense code of the same network.</summary>
    public static IReadOnlyList<BenchRow> AddTo(IReadOnlyList<BenchRow> rows) => [.. rows.Select(row => row with { Goal = Of(row, rows) })];

    private static double? Of(BenchRow row, IReadOnlyList<BenchRow> rows)
    {
        if (row.Strategy == Name(Strategy.Table))
        {
            return
                Math.Floor(
                    rows.FirstOrDefault(other => other.Network == row.Network && other.Strategy == Name(Strategy.Unrolled))?.Instructions
                        / TableGain
                        ?? 0
                )
                    is > 0
                        and var most
                ? most
                : null;
        }

        var goal = s_goals.FirstOrDefault(goal => goal.Strategy == row.Strategy && Regex.IsMatch(row.Network, $"^{goal.Network}$"));
        return goal.Network is null ? null : Math.Floor(goal.IsPerDenseMac ? goal.Most * row.DenseMacs : goal.Most);
    }

    private static string Name(Strategy strategy) => Verbs.CommonOptions.NameOf(strategy);
}
