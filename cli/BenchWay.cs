using System.Collections.Immutable;
using Striate.Cli.Verbs;
using Striate.Codegen;
using Striate.Platform;

namespace Striate.Cli;

/// <summary>One way to generate code that <c>striate bench</c> measures.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Options">For the generator.</param>
internal sealed record BenchWay(string Name, GeneratorOptions Options)
{
    /// <summary>The planner on a board without PSRAM, with 64 KB of flash for the network.</summary>
    public static readonly BenchWay Small = new(
        "planned-64k",
        new GeneratorOptions(Target: Targets.Default, Maximum: new Budgets(Flash: 64 << 10))
    );

    // Literal code stands between table and planned; who wants it names it.
    private static readonly ImmutableArray<Strategy> s_usual = [Strategy.Naive, Strategy.Unrolled, Strategy.Table, Strategy.Planned];

    // Of the others most fit anyway, or nothing does.
    private const string SmallNetworks = "resnet8";

    /// <summary>Every name.</summary>
    public static IEnumerable<string> Names => Enum.GetValues<Strategy>().Select(CommonOptions.NameOf).Append(Small.Name);

    /// <summary>The way of a name, or the usual ones for a network.</summary>
    /// <param name="name">Null for the usual ones.</param>
    /// <param name="network">Title of the network.</param>
    public static ImmutableArray<BenchWay> Of(string? name, string network) =>
        name switch
        {
            null =>
            [
                .. s_usual.Select(Of),
                .. network.StartsWith(SmallNetworks, StringComparison.Ordinal) ? [Small] : Array.Empty<BenchWay>(),
            ],
            _ when name == Small.Name => [Small],
            _ => [Of(CommonOptions.Strategies(name)[0])],
        };

    private static BenchWay Of(Strategy strategy) => new(CommonOptions.NameOf(strategy), new GeneratorOptions(strategy));
}
