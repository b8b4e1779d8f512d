using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Planning;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Storage;

namespace Striate.Codegen.Emission;

/// <summary>
/// Convolutions whose weights are data: for each output channel the compact index storage is decoded, then sweeps over a
/// packed tile add several taps at a time in all lanes. Sums are exact because an offset makes every lane's final sum a
/// number of its own bits; what happens before does not matter modulo 2^64.
/// </summary>
internal static class SweepConvolution
{
    private const int LongestUnroll = 8;
    private const int MostBytesPerClass = 20_000;

    /// <summary>Bytes of the arena that must stay zero: what lanes beyond the input read.</summary>
    public static int ZeroBytes(SweepPlan plan, FeatureBuffer input) =>
        ((plan.Inner.Input - 1) * (plan.Transposed ? input.RowPitch : input.PixelPitch)) + plan.Channels;

    /// <summary>Offsets of one output channel's taps, with room for what is decoded beyond the last one.</summary>
    public static int OffsetInts(Convolution layer, SweepPlan plan) =>
        ChannelSweeps.Of(layer.Bank, plan.Group).Max(channel => channel.Taps) + Math.Max(plan.Group, layer.Window.Cells);

    /// <summary>Words of the planes, the sums and the data of one output channel.</summary>
    public static int Words(Convolution layer, SweepPlan plan)
    {
        var packed = KernelStorage.Pack(layer.Bank);
        var most = ChannelSweeps.Of(layer.Bank, plan.Group)
            .Max(sweeps => SweepData.Words(sweeps.First, layer.Bank.WeightBits) + (sweeps.Groups * SweepData.Words(plan.Group, layer.Bank.WeightBits)));
        return plan.PackedWords + plan.Words(plan.Tile) + SweepData.IndexWords(layer.Bank, packed.IndexBits) + most;
    }

    public static ImmutableArray<LayerCode> Emit(EmissionContext context, Convolution layer, SweepPlan plan)
    {
        var packed = KernelStorage.Pack(layer.Bank);
        var channels = ChannelSweeps.Of(layer.Bank, plan.Group);
        var className = context.ClassNameFor(layer);
        var requantisation = SweepRequantisation.Of(layer, context.RangeOf(layer, 0), plan);
        var (lines, putSizes) = ChannelCalls(layer, plan, packed, channels, className, requantisation);
        var kernel = Kernel(context, layer, plan, packed, channels, className, requantisation, putSizes);
        var blocks = Blocks(lines).Select(block =>
        {
            var name = context.ClassNameFor(layer);
            return new LayerCode(layer.Name, name, Templates.Render("convolution.sweep-weights", new { Class = name, Lines = block.ToArray() }), null, 0);
        }).ToImmutableArray();
        return [kernel, .. blocks, Tiles(context, layer, plan, packed, blocks)];
    }

    /// <summary>The calls of every output channel: its words, then its sweeps.</summary>
    private static (List<(string Text, int Bytes)> Lines, SortedSet<int> PutSizes) ChannelCalls(
        Convolution layer, SweepPlan plan, PackedKernels packed, ImmutableArray<ChannelSweeps> channels, string kernel, SweepRequantisation requantisation)
    {
        var lines = new List<(string, int)>();
        var sizes = new SortedSet<int>();
        var perGroup = layer.Output.Shape.Channels / layer.Groups;
        for (var channel = 0; channel < channels.Length; channel++)
        {
            var words = SweepData.Of(layer.Bank, packed, channel, channels[channel], plan.Group);
            for (var at = 0; at < words.Length;)
            {
                var size = words.Length - at >= 8 ? 8 : words.Length - at >= 4 ? 4 : words.Length - at >= 2 ? 2 : 1;
                sizes.Add(size);
                lines.Add((Line($"{kernel}.Put{size}(r, {at}, {string.Join(", ", words.Skip(at).Take(size).Select(word => Line($"{word}L")))});"), 8 + (9 * size)));
                at += size;
            }

            var group = layer.Groups == 1 ? string.Empty : Line($", {channel / perGroup * layer.Bank.InputChannels * plan.ChannelWords}");
            lines.Add((Line($"{kernel}.Channel(a, f, r, {MapAccess.Sum("q", channel)}, end, {channels[channel].First}, {channels[channel].Groups}{requantisation.Arguments[channel]}{group});"), 45));
        }

        return (lines, sizes);
    }

    private static IEnumerable<IEnumerable<string>> Blocks(List<(string Text, int Bytes)> lines)
    {
        var (block, bytes) = (new List<string>(), 0);
        foreach (var line in lines)
        {
            block.Add(line.Text);
            bytes += line.Bytes;
            if (bytes > MostBytesPerClass && line.Text.Contains(".Channel(", StringComparison.Ordinal))
            {
                yield return block;
                (block, bytes) = ([], 0);
            }
        }

        if (block.Count > 0)
        {
            yield return block;
        }
    }

    private static LayerCode Kernel(
        EmissionContext context, Convolution layer, SweepPlan plan, PackedKernels packed, ImmutableArray<ChannelSweeps> channels,
        string className, SweepRequantisation requantisation, SortedSet<int> putSizes)
    {
        var output = context.Output(layer);
        var (outerPitch, innerPitch) = plan.Transposed ? (output.PixelPitch, output.RowPitch) : (output.RowPitch, output.PixelPitch);
        var tables = packed.IndexBits == 0 ? [] : IndexTables(layer, plan, packed);
        var sizes = channels.Select(channel => channel.First).Distinct().Order().ToList();
        var hasGroups = channels.Any(channel => channel.Groups > 0);
        var data = plan.PackedWords + plan.Words(plan.Tile);
        var text = Templates.Render("convolution.sweep", new
        {
            Class = className,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            Parameters = requantisation.Parameters + (layer.Groups == 1 ? string.Empty : ", int start"),
            packed.IndexBits,
            TapsType = TypeOf(tables),
            Data = data,
            GroupBase = layer.Groups == 1 ? "0" : "start",
            GroupWords = layer.Bank.InputChannels * plan.ChannelWords,
            IndexSpan = packed.IndexBits == 0 ? 0 : SweepData.PerWord(packed.IndexBits) * plan.ChannelWords,
            plan.ChannelWords,
            IndexMask = (1 << packed.IndexBits) - 1,
            Longest = packed.ShapesInUse.Max(shape => layer.Bank.Catalog[shape].Cells.Length),
            Shapes = packed.ShapesInUse.Length,
            Accumulators = plan.PackedWords,
            OriginShift = packed.IndexBits == 0 && layer.Groups > 1 ? " - start" : string.Empty,
            Offset = "offset",
            Splat = string.Join(" + ", Enumerable.Range(0, plan.Lanes).Select(lane => lane == 0 ? "b" : Line($"(b << {lane * plan.Bits})"))),
            Weights = data + SweepData.IndexWords(layer.Bank, packed.IndexBits),
            plan.Group,
            FirstSizes = sizes.Select(size => new { Taps = size, Words = SweepData.Words(size, layer.Bank.WeightBits) }).ToArray(),
            HasGroups = hasGroups,
            WordsPerGroup = SweepData.Words(plan.Group, layer.Bank.WeightBits),
            RowGap = plan.Pitch - plan.Inner.Output,
            RowWords = plan.Inner.Output,
            Lanes = Enumerable.Range(0, plan.Lanes).Select(lane => new
            {
                Apply = requantisation.Apply(Extract(plan, lane)),
                Index = MapAccess.Sum("q", plan.Start(lane) * outerPitch),
            }).ToArray(),
            OutputStep = innerPitch,
            OutputGap = outerPitch - (plan.Inner.Output * innerPitch),
            Methods = sizes.Select(size => Method(Line($"First{size}"), size, layer.Bank.WeightBits, isFirst: true))
                .Concat(hasGroups ? [Method("Sweep", plan.Group, layer.Bank.WeightBits, isFirst: false)] : []).ToArray(),
            PutSizes = putSizes.ToArray(),
        });
        return new LayerCode(layer.Name, className, text, Arguments: null, tables.Sum(table => table.Bytes));
    }

    private static object Method(string name, int taps, int bits, bool isFirst)
    {
        var lines = new List<string>();
        for (var tap = 0; tap < taps; tap++)
        {
            var (word, position) = (tap / SweepData.PerWord(bits), tap % SweepData.PerWord(bits));
            if (position == 0)
            {
                lines.Add(Line($"v = r[{MapAccess.Sum("k", word)}];"));
            }

            var left = 64 - ((position + 1) * bits);
            lines.Add(left == 0 ? Line($"long w{tap} = v >> {64 - bits};") : Line($"long w{tap} = (v << {left}) >> {64 - bits};"));
            lines.Add(Line($"int p{tap} = f[{MapAccess.Sum("t", tap)}] - origin;"));
        }

        return new
        {
            Name = name,
            IsFirst = isFirst,
            Lines = lines.ToArray(),
            Sum = string.Join(" + ", Enumerable.Range(0, taps).Select(tap => Line($"r[p{tap} + j] * w{tap}"))),
        };
    }

    private static ImmutableArray<TableText> IndexTables(Convolution layer, SweepPlan plan, PackedKernels packed)
    {
        var segments = packed.ShapesInUse.Select(shape => layer.Bank.Catalog[shape].Cells).ToList();
        var longest = segments.Max(cells => cells.Length);
        var taps = Enumerable.Range(0, longest).SelectMany(tap => segments.Select(cells =>
            tap < cells.Length ? plan.TapOffset(cells[tap].Row, cells[tap].Column) : 0)).ToList();
        return [TableText.Of("Count", [.. segments.Select(cells => (byte)cells.Length)]), TableText.Narrowest("Taps", taps)];
    }

    private static LayerCode Tiles(
        EmissionContext context, Convolution layer, SweepPlan plan, PackedKernels packed, ImmutableArray<LayerCode> blocks)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (outerPitch, innerPitch) = plan.Transposed ? (input.PixelPitch, input.RowPitch) : (input.RowPitch, input.PixelPitch);
        var isFixed = packed.IndexBits == 0;
        var cells = layer.Bank.Catalog[packed.ShapesInUse[0]].Cells;
        ImmutableArray<TableText> tables = isFixed && cells.Length > 0
            ? [TableText.Narrowest("Taps", [.. cells.Select(cell => plan.TapOffset(cell.Row, cell.Column))])]
            : [];
        var unroll = Enumerable.Range(1, LongestUnroll).Last(count => plan.Channels % count == 0);
        var className = context.ClassNameFor(layer);
        var text = Templates.Render("convolution.sweep-tiles", new
        {
            Class = className,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            Packed = plan.PackedWords,
            Offsets = OffsetInts(layer, plan),
            FixedTaps = tables.Length > 0,
            TapsType = TypeOf(tables),
            GroupWords = layer.Bank.InputChannels * plan.ChannelWords,
            plan.ChannelWords,
            Taps = cells.Length,
            OutputStart = output.Start,
            plan.Band,
            plan.Tile,
            Ragged = plan.Band % plan.Tile != 0,
            plan.Outer.Halo,
            Tiled = plan.Tile < plan.Band,
            PlanesEnd = plan.Channels * plan.ChannelWords,
            plan.PlaneWords,
            plan.Pitch,
            Phases = Enumerable.Range(0, plan.Outer.Phases).Select(phase => new
            {
                Row = phase - plan.Outer.Before, Plane = phase * plan.Inner.Phases * plan.PlaneWords,
            }).ToArray(),
            plan.Outer.Stride,
            Accumulators = plan.PackedWords,
            RowWords = plan.Inner.Output,
            Blocks = blocks.Select(block => block.ClassName).ToArray(),
            OutputTile = plan.Tile * (plan.Transposed ? output.PixelPitch : output.RowPitch),
            Lanes = Enumerable.Range(0, plan.Lanes).Select(lane => new
            {
                Number = lane, Shift = lane == 0 ? string.Empty : Line($" + {plan.Start(lane) * plan.Outer.Stride}"),
            }).ToArray(),
            Zeros = context.Memory.ZeroStart,
            InputRows = plan.Outer.Input,
            InputStart = input.Buffer.Start,
            InputPitch = outerPitch,
            Columns = Columns(plan, innerPitch).ToArray(),
            ChannelsEnd = plan.Channels * plan.ChannelWords,
            UnrollWords = unroll * plan.ChannelWords,
            Unroll = unroll,
            Words = Enumerable.Range(0, unroll).Select(word =>
                Line($"r[{MapAccess.Sum("w", word * plan.ChannelWords)}] = {Pack(input, plan, word)};")).ToArray(),
            SourceGap = (plan.Inner.Stride * innerPitch) - plan.Channels,
        });
        return new LayerCode(layer.Name, className, text, "a, acc, r", tables.Sum(table => table.Bytes));
    }

    private static IEnumerable<object> Columns(SweepPlan plan, int innerPitch)
    {
        for (var phase = 0; phase < plan.Inner.Phases; phase++)
        {
            var (first, end) = plan.Inner.Valid(phase, plan.Inner.Output + plan.Inner.Halo);
            if (end > first)
            {
                yield return new
                {
                    Plane = phase * plan.PlaneWords,
                    First = first,
                    End = end,
                    Source = ((first * plan.Inner.Stride) + phase - plan.Inner.Before) * innerPitch,
                };
            }
        }
    }

    private static string Pack(MapAccess input, SweepPlan plan, int offset)
    {
        var perInt = plan.Bits < 24 ? 2 : 1;
        return string.Join(" + ", Enumerable.Range(0, plan.Lanes).Chunk(perInt).Select(lanes =>
        {
            var value = string.Join(" + ", lanes.Select((lane, index) =>
                index == 0 ? input.At(Line($"s{lane}"), offset) : Line($"({input.At(Line($"s{lane}"), offset)} << {plan.Bits})")));
            // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
            return lanes[0] == 0 ? $"(long)(int)({value})" : Line($"((long)(int)({value}) << {lanes[0] * plan.Bits})");
        }));
    }

    private static string Extract(SweepPlan plan, int lane)
    {
        var (right, mask) = (lane * plan.Bits, plan.Capacity - 1);
        return (lane, plan.Lanes) switch
        {
            (_, 2) => lane == 0 ? "(int)w" : "(int)(w >> 32)",
            (0, _) => Line($"((int)w & {mask})"),
            (2, 3) => Line($"(int)(w >> {right})"),
            _ => Line($"((int)(w >> {right}) & {mask})"),
        };
    }

    private static string TypeOf(ImmutableArray<TableText> tables) =>
        tables.IsEmpty ? "int" : tables[^1].Declaration.Split(' ')[3][..^2];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
