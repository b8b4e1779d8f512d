using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Packaging;

namespace Striate.Codegen.Lowering;

/// <summary>What turns readings into a network's input, by whole numbers of 32 bits alone.</summary>
/// <param name="Contract">The contract of the network.</param>
/// <param name="Type">Type of a reading: <c>short</c>, or <c>int</c> where the ranges need more.</param>
/// <param name="Length">Values of an input.</param>
/// <param name="Tables">Static tables.</param>
/// <param name="Method">The method; what it writes is <see cref="Prepared"/> where it is called for a class.</param>
internal sealed record Preparation(InputContract Contract, string Type, int Length, ImmutableArray<TableText> Tables, KernelMethod Method)
{
    /// <summary>The static array that holds an input.</summary>
    public const string Prepared = "s_prepared";

    /// <summary>How a clamp to a byte acts on what a range was fitted to is not known; seldom.</summary>
    private const double Clamped = 0.05;

    // Multipliers are fitted to at least 2^13, and rounded to the nearest.
    private const int MultiplierBits = 13;

    // With more, tables are shorter than a line for each.
    private const int MostLines = 8;

    /// <summary>Bytes of each array, without its header.</summary>
    public ImmutableArray<int> ObjectBytes => [Length, .. Tables.Select(table => table.Bytes)];

    /// <summary>The preparation of a network; null where it has no contract.</summary>
    /// <param name="contract">Its contract.</param>
    /// <param name="length">Values of an input.</param>
    public static Preparation? Of(InputContract? contract, int length)
    {
        if (contract is null)
        {
            return null;
        }

        var channels = contract.Channels;
        var type = channels.All(FitsShort) ? "short" : "int";
        var isOne = channels.Select(channel => (channel.Offset, channel.Multiplier, channel.Shift)).Distinct().Count() == 1;
        var isLines = isOne || channels.Length <= MostLines;
        ImmutableArray<TableText> tables = isLines
            ? []
            :
            [
                TableText.Narrowest("s_offsets", [.. channels.Select(channel => channel.Offset)]),
                TableText.Narrowest("s_multipliers", [.. channels.Select(channel => channel.Multiplier)]),
                TableText.Narrowest("s_shifts", [.. channels.Select(channel => channel.Shift)]),
            ];
        var body = !isLines
            ? ByTables(tables, channels, length)
            : Over(
                length,
                isOne ? 1 : channels.Length,
                (isOne ? channels[..1] : channels).SelectMany(
                    (channel, number) => Step(((Code)"i").Plus(number), number == 0 ? "int" : null, channel, type)
                )
            );
        return new Preparation(
            contract,
            type,
            length,
            tables,
            new KernelMethod("Prepare", true, [new(type + "[]", "raw"), new("byte[]", "input")], [.. body])
        );
    }

    // A reading beyond 16 bits would come in at the other end of the range. A range of exactly 16 bits may look larger by the rounding of
    // its multiplier.
    private static bool FitsShort(InputChannel channel)
    {
        var half = ((channel.IsMuLaw ? MuLaw.Loudest : (long)sbyte.MaxValue) << channel.Shift) / channel.Multiplier;
        half -= half >> MultiplierBits;
        return channel.Offset - half >= short.MinValue && channel.Offset + half <= short.MaxValue;
    }

    private static IEnumerable<Statement> Over(int length, int step, IEnumerable<Statement> body) =>
        [new Loop(new Assign("i", 0, "int"), "i", length, new Increase("i", step), (double)length / step, [.. body])];

    /// <summary>One reading of a channel; the local is declared with its type where it is the first.</summary>
    private static IEnumerable<Statement> Step(Code place, string? declared, InputChannel channel, string type)
    {
        var (least, most) = type == "short" ? (short.MinValue, short.MaxValue) : (int.MinValue, (long)int.MaxValue);
        // A difference of more than 65,535 counts as that much; readings of 16 bits mostly have none.
        var (low, high) = (channel.Offset - InputChannel.MaximumDifference, channel.Offset + InputChannel.MaximumDifference);
        IEnumerable<Statement> read =
        [
            new Assign("v", new Element("raw", place), declared),
            .. RequantisationText.Clamp("v", least, most, low, high),
        ];
        var scaled = (Scaled(((Code)"v").Plus(-channel.Offset), channel.Multiplier) + (1 << (channel.Shift - 1))) >> channel.Shift;
        if (channel.IsMuLaw)
        {
            // A whole multiple of 1 leaves the difference as it is.
            var value = channel.Multiplier == 1 << channel.Shift ? ((Code)"v").Plus(-channel.Offset) : scaled;
            var loudest = Math.Max(~channel.Scaled(least), channel.Scaled((int)most));
            return [.. read, .. value is Local ? [] : new[] { new Assign("v", value) }, .. Compressed(place, declared, loudest)];
        }

        var (lowest, highest) = (channel.Apply(least), channel.Apply((int)most));
        return
        [
            .. read,
            new Assign("v", scaled),
            // Where a reading reaches an end, others may pass it.
            .. RequantisationText.Clamp(
                "v",
                lowest == sbyte.MinValue ? long.MinValue : lowest,
                highest == sbyte.MaxValue ? long.MaxValue : highest,
                sbyte.MinValue,
                sbyte.MaxValue
            ),
            new Store("input", place, ((Code)"v").To("byte")),
        ];
    }

    /// <summary>
    /// The mu-law of a local as an input: the segment by halving the 8 of them three times, which is less than a table would take.
    /// </summary>
    /// <param name="place">Where in the input.</param>
    /// <param name="declared">Type of the locals where they are the first; null: they are there.</param>
    /// <param name="loudest">The largest magnitude that the local can have.</param>
    private static IEnumerable<Statement> Compressed(Code place, string? declared, long loudest)
    {
        const int SignBit = 31;
        const int FirstSegment = 1 << 7;
        Code v = "v",
            sign = "sign",
            code = "code";
        If Beyond(int segments, double share) =>
            new(
                v,
                Comparison.GreaterOrEqual,
                FirstSegment << segments,
                new Block([new Assign("v", v >> segments), new Increase("code", segments << MuLaw.PlaceBits)]),
                share,
                IsByData: true
            );
        return
        [
            new Assign("sign", v >> SignBit, declared),
            new Assign("v", (v ^ sign) + MuLaw.Bias),
            .. RequantisationText.Clamp("v", MuLaw.Bias, loudest + MuLaw.Bias, MuLaw.Bias, MuLaw.Loudest + MuLaw.Bias),
            new Assign("code", -1 << MuLaw.PlaceBits, declared),
            Beyond(4, 0.5),
            Beyond(2, 0.5),
            Beyond(1, 0.5),
            new Store("input", place, ((code + (v >> (7 - MuLaw.PlaceBits))) ^ sign).To("byte")),
        ];
    }

    private static Code Scaled(Code value, int multiplier) => multiplier == 1 ? value : value * multiplier;

    private static IEnumerable<Statement> ByTables(ImmutableArray<TableText> tables, ImmutableArray<InputChannel> channels, int length)
    {
        Code v = "v",
            offset = "o",
            shift = "s";
        If Beyond(Comparison comparison, Code limit, If? otherwise = null) =>
            new(v, comparison, limit, new Assign("v", limit), Clamped, otherwise, IsByData: true);
        return
        [
            .. tables.Select(table => new Assign(table.Name["s_".Length..], table.Field, table.ArrayType)),
            new Assign("c", 0, "int"),
            .. Over(
                length,
                1,
                [
                    new Assign("v", new Element("raw", "i"), "int"),
                    new Assign("o", new Element("offsets", "c"), "int"),
                    new Assign("s", new Element("shifts", "c"), "int"),
                    Beyond(
                        Comparison.Less,
                        offset.Plus(-InputChannel.MaximumDifference),
                        Beyond(Comparison.Greater, offset.Plus(InputChannel.MaximumDifference))
                    ),
                    new Assign(
                        "v",
                        Binary.Of(
                            Operator.ShiftRight,
                            ((v - offset) * new Element("multipliers", "c")) + Binary.Of(Operator.ShiftLeft, 1, shift.Plus(-1)),
                            shift
                        )
                    ),
                    .. channels[0].IsMuLaw
                        ? Compressed("i", "int", int.MaxValue)
                        :
                        [
                            Beyond(Comparison.Less, (int)sbyte.MinValue, Beyond(Comparison.Greater, (int)sbyte.MaxValue)),
                            new Store("input", "i", v.To("byte")),
                        ],
                    new Increase("c", 1),
                    new If("c", Comparison.Equal, channels.Length, new Assign("c", 0), 1.0 / channels.Length),
                ]
            ),
        ];
    }
}
