using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Naming;
using Striate.Model.Packaging;

namespace Striate.Codegen.Rendering;

/// <summary>The C# that turns readings into a network's input, by whole numbers of 32 bits alone.</summary>
internal sealed class PreparationText
{
    // With more, arrays are shorter than a line for each.
    private const int MostLines = 8;

    private readonly ImmutableArray<InputChannel> _channels;
    private readonly string? _units;

    /// <param name="contract">The contract of the network.</param>
    /// <param name="length">Values of an input.</param>
    public PreparationText(InputContract contract, int length)
    {
        (_channels, _units) = (contract.Channels, contract.Units);
        Type = _channels.All(FitsShort) ? "short" : "int";
        var distinct = _channels.Select(channel => (channel.Offset, channel.Multiplier, channel.Shift)).Distinct().Count();
        var (isOne, isLines) = (distinct == 1, distinct == 1 || _channels.Length <= MostLines);
        Fields =
        [
            "private static readonly byte[] s_prepared = new byte[InputLength];",
            .. isLines ? [] : new[] { Field("offsets", channel => channel.Offset), Field("multipliers", channel => channel.Multiplier), Field("shifts", channel => channel.Shift) },
        ];
        ObjectBytes = [length, .. isLines ? Array.Empty<int>() : [.. Enumerable.Repeat(4 * _channels.Length, 3)]];
        Lines = isOne ? Loop("i++", [.. Step("i", _channels[0])])
            : isLines ? Loop(Line($"i += {_channels.Length}"), [.. _channels.SelectMany((channel, number) => Step(number == 0 ? "i" : Line($"i + {number}"), channel))])
            : Table();
        Summary = [.. Told(contract)];
    }

    /// <summary>Type of a reading: <c>short</c>, or <c>int</c> where the ranges need more.</summary>
    public string Type { get; }

    /// <summary>Fields of the class.</summary>
    public ImmutableArray<string> Fields { get; }

    /// <summary>Statements of Prepare(raw, input).</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>What it does, as lines of a comment in XML.</summary>
    public ImmutableArray<string> Summary { get; }

    /// <summary>Bytes of each array, without its header.</summary>
    public ImmutableArray<int> ObjectBytes { get; }

    // What the integers tell apart are readings of 16 bits, but for a sixty-fourth: ranges are fitted to about that.
    private static bool FitsShort(InputChannel channel)
    {
        var half = ((long)sbyte.MaxValue << channel.Shift) / channel.Multiplier;
        half -= half / 64;
        return channel.Offset - half >= short.MinValue && channel.Offset + half <= short.MaxValue;
    }

    private string Field(string name, Func<InputChannel, int> value) =>
        $"private static readonly int[] s_{name} = new int[] {{ {string.Join(", ", _channels.Select(channel => value(channel).ToString(CultureInfo.InvariantCulture)))} }};";

    private static ImmutableArray<string> Loop(string step, ImmutableArray<string> body) =>
        ["int v;", $"for (int i = 0; i < InputLength; {step})", "{", .. body.Select(line => "    " + line), "}"];

    private IEnumerable<string> Step(string place, InputChannel channel)
    {
        yield return Line($"v = raw[{place}];");
        // A difference of more than 65,535 counts as that much; readings of 16 bits mostly have none.
        var (low, high) = (channel.Offset - InputChannel.MaximumDifference, channel.Offset + InputChannel.MaximumDifference);
        if (Type == "int" || low > short.MinValue || high < short.MaxValue)
        {
            yield return Line($"v = v < {low} ? {low} : v > {high} ? {high} : v;");
        }

        var difference = channel.Offset == 0 ? "v" : channel.Offset < 0 ? Line($"(v + {-channel.Offset})") : Line($"(v - {channel.Offset})");
        yield return Line($"v = (({difference} * {channel.Multiplier}) + {1 << (channel.Shift - 1)}) >> {channel.Shift};");
        yield return $"input[{place}] = (byte)(v < -128 ? -128 : v > 127 ? 127 : v);";
    }

    private ImmutableArray<string> Table() =>
    [
        "int[] offsets = s_offsets;", "int[] multipliers = s_multipliers;", "int[] shifts = s_shifts;", "int c = 0;",
        .. Loop("i++",
        [
            "v = raw[i];", "int o = offsets[c];", "int s = shifts[c];",
            Line($"v = v < o - {InputChannel.MaximumDifference} ? -{InputChannel.MaximumDifference} : v > o + {InputChannel.MaximumDifference} ? {InputChannel.MaximumDifference} : v - o;"),
            "v = ((v * multipliers[c]) + (1 << (s - 1))) >> s;",
            "input[i] = (byte)(v < -128 ? -128 : v > 127 ? 127 : v);",
            "c++;", Line($"if (c == {_channels.Length})"), "{", "    c = 0;", "}",
        ]),
    ];

    // Names are a person's, and units.
    private IEnumerable<string> Told(InputContract contract)
    {
        var rate = contract.Rate is { } rated ? Line($", {rated:0.###} in a second") : "";
        yield return $"Readings to the bytes that <see cref=\"Run(byte[], int[])\"/> reads: {contract.Kind}{rate}, in the order of the input. For each channel,";
        yield return "<c>q = clamp(((reading - offset) * multiplier + 2^(shift - 1)) >> shift, -128, 127)</c>, the difference clamped to -65535..65535; <c>(byte)q</c> is the byte."
            .Replace(">>", "&gt;&gt;", StringComparison.Ordinal);
        foreach (var (channel, number) in _channels.Take(MostLines).Select((channel, number) => (channel, number)))
        {
            var name = channel.Name.Length > 0 ? $" ({Escaped(channel.Name)})" : "";
            yield return Line($"Channel {number}{name}: a reading is {channel.Step:R}{(_units is null ? " of its units" : " " + Escaped(_units))}; offset {channel.Offset}, multiplier {channel.Multiplier}, shift {channel.Shift}.");
        }

        if (_channels.Length > MostLines)
        {
            yield return Line($"{_channels.Length - MostLines} more channels are in the package's input-contract.json.");
        }
    }

    private static string Escaped(string text) =>
        Identifiers.Comment(text).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
