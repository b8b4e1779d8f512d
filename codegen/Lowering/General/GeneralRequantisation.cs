using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;

namespace Striate.Codegen.Lowering.General;

/// <summary>Any requantisation, in 64 bits, for code that has the accumulator <c>t</c> and the number <c>o</c> of its parameters.</summary>
/// <param name="Tables">Its parameters.</param>
/// <param name="Hoisted">Loads those of <c>o</c>.</param>
/// <param name="Apply">Requantises <c>t</c>.</param>
internal sealed record GeneralRequantisation(ImmutableArray<TableText> Tables, string Hoisted, string Apply)
{
    /// <summary>The parameters of some channels, or nothing for logits.</summary>
    public static GeneralRequantisation Of(Requantisation? requantisation, Range channels) =>
        requantisation is null ? new([], string.Empty, string.Empty) : Of([(requantisation, channels)], requantisation.Minimum, requantisation.Maximum);

    /// <summary>The parameters of several requantisations one after the other; they have one clamp.</summary>
    public static GeneralRequantisation Of(IReadOnlyList<(Requantisation One, Range Channels)> parts, int low, int high)
    {
        var hasSplit = parts.Any(part => part.One.Split is not null);
        List<TableText> tables =
        [
            TableText.Narrowest("Multipliers", [.. parts.SelectMany(part => part.One.Multipliers.AsSpan()[part.Channels].ToArray())]),
            TableText.Narrowest("Shifts", [.. parts.SelectMany(part => part.One.Shifts.AsSpan()[part.Channels].ToArray())]),
            TableText.Of("Constants", parts.SelectMany(part => Channels(part).Select(part.One.ConstantOf)).ToArray()),
        ];
        if (hasSplit)
        {
            tables.Add(TableText.Of("Thresholds", parts.SelectMany(part => Channels(part).Select(o => part.One.Split?.Thresholds[o] ?? int.MinValue)).ToArray()));
            tables.Add(TableText.Of("Below", parts.SelectMany(part => Channels(part).Select(o => part.One.Split?.Constants[o] ?? 0L)).ToArray()));
        }

        return new(
            [.. tables],
            "int m = Multipliers[o]; int s = Shifts[o]; long c = Constants[o];" + (hasSplit ? " int threshold = Thresholds[o]; long below = Below[o];" : ""),
            $"long u = ((long)t * (long)m + {(hasSplit ? "(t < threshold ? below : c)" : "c")}) >> s; t = u < {low}L ? {low} : u > {high}L ? {high} : (int)u;");
    }

    private static IEnumerable<int> Channels((Requantisation One, Range Channels) part)
    {
        var (offset, length) = part.Channels.GetOffsetAndLength(part.One.Multipliers.Length);
        return Enumerable.Range(offset, length);
    }
}
