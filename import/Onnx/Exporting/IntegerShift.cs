using Striate.Import.Onnx.Tensors;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;

namespace Striate.Import.Onnx.Exporting;

/// <summary>
/// <c>y = clamp((p + c) &gt;&gt; s, lo, hi)</c> for int64 p. ONNX shifts unsigned integers alone: 2^62, a multiple of 2^s, is added
/// before and 2^(62 - s) is taken off behind. What of c is a multiple of 2^s is added behind, so that nothing leaves 64 bits.
/// </summary>
internal static class IntegerShift
{
    /// <summary>2^62: more than any product is below 0.</summary>
    public const long Offset = 1L << 62;

    /// <summary>Constants of one shift, by channel.</summary>
    /// <param name="Shifts">s.</param>
    /// <param name="Constants">c.</param>
    public sealed record Parameters(IReadOnlyList<int> Shifts, IReadOnlyList<long> Constants)
    {
        /// <summary>What is added before the shift.</summary>
        public long[] Before => [.. Constants.Select((constant, channel) => (constant & ((1L << Shifts[channel]) - 1)) + Offset)];

        /// <summary>What is added behind it.</summary>
        /// <param name="offset">Of the bytes.</param>
        public long[] Behind(int offset) =>
            [.. Constants.Select((constant, channel) => (constant >> Shifts[channel]) - (Offset >> Shifts[channel]) + offset)];

        /// <summary>c, from what is added before and behind.</summary>
        public static long ConstantOf(long before, long behind, int shift, int offset) =>
            before - Offset + ((behind - offset + (Offset >> shift)) << shift);
    }

    /// <summary>The bytes of a layer.</summary>
    /// <param name="scope">Takes the operators.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="product">p, int64.</param>
    /// <param name="names">Tensors: what is added before, the shifts, what is added behind.</param>
    /// <param name="clamp">lo and hi, as bytes.</param>
    public static void Write(
        IntegerScope scope,
        Layer layer,
        string product,
        (string Before, string Shifts, string Behind) names,
        (string Minimum, string Maximum) clamp
    )
    {
        var (graph, name) = (scope.Graph, layer.Name);
        var sum = graph.Node(
            "Cast",
            $"{name}/unsigned",
            [graph.Node("Add", $"{name}/sum", [product, names.Before])],
            ("to", (int)ElementType.UInt64)
        );
        var shifted = graph.Node(
            "Cast",
            $"{name}/signed",
            [graph.Node("BitShift", $"{name}/shifted", [sum, names.Shifts], ("direction", "RIGHT"))],
            ("to", (int)ElementType.Int64)
        );
        var moved = graph.Node("Add", $"{name}/moved", [shifted, names.Behind]);
        var clamped = graph.Smaller($"{name}/clamped", graph.Larger($"{name}/raised", moved, clamp.Minimum), clamp.Maximum);
        graph.Node("Cast", scope.BytesOf(name), [clamped], ("to", (int)ElementType.UInt8));
    }

    /// <summary>The bytes of sums: multiplied, then shifted, with another constant for small ones where there is one.</summary>
    /// <param name="scope">Takes the operators.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="sums">int32.</param>
    /// <param name="requantisation">By channel.</param>
    /// <param name="select">A tensor of parameters by channel as it fits the sums: itself, or one value for each place.</param>
    public static void Requantise(
        IntegerScope scope,
        Layer layer,
        string sums,
        RequantisationTables requantisation,
        Func<string, string> select
    )
    {
        var (graph, name) = (scope.Graph, layer.Name);
        var wide = graph.Node("Cast", $"{name}/wide", [sums], ("to", (int)ElementType.Int64));
        string Table(string what, IReadOnlyList<long> values) => select(graph.Longs($"{name}/{what}", requantisation.Sides, values));
        var product = graph.Node("Mul", $"{name}/product", [wide, Table("multipliers", requantisation.Multipliers)]);
        var offset = IntegerScope.OffsetOf(layer.Output.Type);
        var (before, behind) = (Table("before", requantisation.Above.Before), Table("behind", requantisation.Above.Behind(offset)));
        if (requantisation.Below is { } below)
        {
            var isSmall = graph.Node("Less", $"{name}/isSmall", [wide, Table("thresholds", requantisation.Thresholds)]);
            before = graph.Node("Where", $"{name}/beforeOfSum", [isSmall, Table("beforeSmall", below.Before), before]);
            behind = graph.Node("Where", $"{name}/behindOfSum", [isSmall, Table("behindSmall", below.Behind(offset)), behind]);
        }

        var shifts = select(
            graph.Shifts($"{name}/shifts", requantisation.Sides, [.. requantisation.Above.Shifts.Select(shift => (long)shift)])
        );
        Write(
            scope,
            layer,
            product,
            (before, shifts, behind),
            (Table("minimum", Bytes(requantisation.Minimums)), Table("maximum", Bytes(requantisation.Maximums)))
        );

        IReadOnlyList<long> Bytes(IReadOnlyList<int> limits) => [.. limits.Select(limit => (long)limit + offset)];
    }
}

/// <summary>Requantisations as tables: by channel, and where windows differ by window, the windows of a channel side by side.</summary>
/// <param name="Sides">Extents of every table.</param>
/// <param name="Multipliers">m.</param>
/// <param name="Above">s and c.</param>
/// <param name="Below">s and c of small sums; null: all have the same.</param>
/// <param name="Thresholds">The smallest sum that is not small.</param>
/// <param name="Minimums">lo.</param>
/// <param name="Maximums">hi.</param>
internal sealed record RequantisationTables(
    int[] Sides,
    IReadOnlyList<long> Multipliers,
    IntegerShift.Parameters Above,
    IntegerShift.Parameters? Below,
    IReadOnlyList<long> Thresholds,
    IReadOnlyList<int> Minimums,
    IReadOnlyList<int> Maximums
)
{
    /// <summary>One requantisation for all windows.</summary>
    public static RequantisationTables Of(Requantisation one) => Of([one], [one.Multipliers.Length, 1, 1]);

    /// <summary>Several, of which each window has one.</summary>
    public static RequantisationTables Of(IReadOnlyList<Requantisation> all, int[] sides)
    {
        (Requantisation One, int Channel)[] each =
        [
            .. Enumerable.Range(0, all[0].Multipliers.Length).SelectMany(channel => all.Select(one => (one, channel))),
        ];
        IReadOnlyList<int> shifts = [.. each.Select(part => part.One.Shifts[part.Channel])];
        var below = all.Any(one => one.Split is not null)
            ? new IntegerShift.Parameters(
                shifts,
                [.. each.Select(part => part.One.Split?.Constants[part.Channel] ?? part.One.ConstantOf(part.Channel))]
            )
            : null;
        return new RequantisationTables(
            sides,
            [.. each.Select(part => (long)part.One.Multipliers[part.Channel])],
            new IntegerShift.Parameters(shifts, [.. each.Select(part => part.One.ConstantOf(part.Channel))]),
            below,
            [.. each.Select(part => (long)(part.One.Split?.Thresholds[part.Channel] ?? int.MinValue))],
            [.. each.Select(part => part.One.Minimum)],
            [.. each.Select(part => part.One.Maximum)]
        );
    }
}
