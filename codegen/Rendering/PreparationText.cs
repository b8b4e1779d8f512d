using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Lowering;
using Striate.Codegen.Naming;
using Striate.Codegen.Syntax;
using Striate.Model.Packaging;

namespace Striate.Codegen.Rendering;

/// <summary>The C# that turns readings into a network's input.</summary>
/// <param name="preparation">What it does.</param>
internal sealed class PreparationText(Preparation preparation)
{
    // A comment tells no more channels.
    private const int MostTold = 8;

    /// <summary>Type of a reading.</summary>
    public string Type { get; } = preparation.Type;

    /// <summary>Fields of the class.</summary>
    public ImmutableArray<string> Fields { get; } =
    [
        $"private static readonly byte[] {Preparation.Prepared} = new byte[InputLength];",
        .. preparation.Tables.SelectMany(table => table.Declaration.Split('\n')),
    ];

    /// <summary>Statements of Prepare(raw, input).</summary>
    public ImmutableArray<string> Lines { get; } = [.. CodeWriter.LinesOf(preparation.Method.Body).Where(line => line.Length > 0)];

    /// <summary>What it does, as lines of a comment in XML.</summary>
    public ImmutableArray<string> Summary { get; } = [.. Told(preparation.Contract)];

    // Names are a person's, and units.
    private static IEnumerable<string> Told(InputContract contract)
    {
        var rate = contract.Rate is { } rated ? Line($", {rated:0.###} in a second") : "";
        yield return $"Readings to the bytes that <see cref=\"Run(byte[], int[])\"/> reads: {contract.Kind}{rate}, in the order of the input. For each channel,";
        var scaled = "((reading - offset) * multiplier + 2^(shift - 1)) &gt;&gt; shift";
        yield return contract.Channels[0].IsMuLaw
            ? $"q is G.711's mu-law of <c>{scaled}</c> as 16 bits, the difference clamped to -65535..65535: -128..127 in the order of the values; <c>(byte)q</c> is the byte."
            : $"<c>q = clamp({scaled}, -128, 127)</c>, the difference clamped to -65535..65535; <c>(byte)q</c> is the byte.";
        foreach (var (channel, number) in contract.Channels.Take(MostTold).Select((channel, number) => (channel, number)))
        {
            var name = channel.Name.Length > 0 ? $" ({Escaped(channel.Name)})" : "";
            var units = contract.Units is null ? " of its units" : " " + Escaped(contract.Units);
            yield return Line(
                $"Channel {number}{name}: a reading is {channel.Step:R}{units}; offset {channel.Offset}, multiplier {channel.Multiplier}, shift {channel.Shift}."
            );
        }

        if (contract.Channels.Length > MostTold)
        {
            yield return Line($"{contract.Channels.Length - MostTold} more channels are in the package's input-contract.json.");
        }
    }

    private static string Escaped(string text) =>
        Identifiers
            .Comment(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
