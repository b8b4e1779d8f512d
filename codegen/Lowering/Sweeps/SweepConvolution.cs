using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen.Memory;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// Convolutions whose weights are data: for each output channel the compact index storage is decoded, then sweeps over a
/// packed tile add several taps at a time in all lanes. Sums are exact because an offset makes every lane's final sum a
/// number of its own bits; what happens before does not matter modulo 2^64.
/// </summary>
internal static class SweepConvolution
{
    private const int LongestUnroll = 8;
    private const int LongestSmallUnroll = 2;
    private const int BytesPerCall = 29;

    /// <summary>Bytes of words and calls in a class, about.</summary>
    public const int MostBytesPerClass = 20_000;

    /// <summary>Offsets of one output channel's taps, with room for what is decoded beyond the last one.</summary>
    public static int OffsetInts(Convolution layer, SweepPlan plan) => ChannelSweeps.TapsOf(layer.Bank).Max() + Math.Max(plan.Group, layer.Window.Cells);

    /// <summary>Words of the planes, the sums and the data of one output channel.</summary>
    public static int Words(Convolution layer, SweepPlan plan) =>
        Words(layer, plan, ChannelSweeps.Of(layer.Bank, plan), PackedKernels.IndexBitsFor(layer.Bank.Shapes.Distinct().Count()));

    /// <summary>The same, where sweeps and bits of the index of a slice are known.</summary>
    public static int Words(Convolution layer, SweepPlan plan, ImmutableArray<ChannelSweeps> channels, int indexBits)
    {
        if (plan.Storage == SweepStorage.Table)
        {
            return plan.PackedWords + plan.Words(plan.Tile);
        }

        var most = channels.Max(sweeps => SweepData.Words(sweeps.First, layer.Bank.WeightBits) + (sweeps.Groups * SweepData.Words(plan.Group, layer.Bank.WeightBits)));
        return plan.PackedWords + plan.Words(plan.Tile) + SweepData.IndexWords(layer.Bank, indexBits) + most;
    }

    /// <summary>What a plan needs of the working memory.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="plan">How it is swept.</param>
    /// <param name="sum">The residual addition that is computed with it; null for none.</param>
    public static Workspace WorkspaceOf(Convolution layer, SweepPlan plan, FusedAdd? sum = null) => new(
        Words: Words(layer, plan), Accumulators: OffsetInts(layer, plan), Zeros: plan.Transposed ? ZeroPlace.Column : ZeroPlace.Row, Clamps: sum is null ? [] : [sum.Clamp]);

    /// <summary>
    /// Whether a residual addition can be computed with the layer. Where bands overlap, rows are swept twice but may be added
    /// once only; which ones is seen from the index where bands are of rows.
    /// </summary>
    public static bool CanAdd(SweepPlan plan) => !plan.Transposed;

    /// <summary>The classes of a layer: what sweeps, the words, what packs tiles and calls the others.</summary>
    public static ImmutableArray<KernelClass> Lower(LoweringContext context, Convolution layer, SweepPlan plan, FusedAdd? sum = null)
    {
        var packed = KernelStorage.Pack(layer.Bank);
        var channels = ChannelSweeps.Of(layer.Bank, plan);
        var className = context.ClassNameFor(layer);
        var requantisation = SweepRequantisation.Of(layer, context.RangeOf(layer));
        var data = SweepData.Of(layer.Bank, packed, channels, plan.Group);
        var (lines, putSizes) = ChannelCalls(layer, plan, data, channels, className, requantisation, sum);
        var stores = Enumerable.Range(0, plan.Lanes).Select(lane => StoreOf(context, layer, plan, sum, lane)).ToImmutableArray();
        var cost = new SweepCost(layer, context.Input(layer).Buffer.Map.Type.Signed, requantisation, plan, channels, packed.IndexBits, stores);
        ImmutableArray<TableText> stored = plan.Storage == SweepStorage.Table ? [TableText.Of("Words", [.. data.SelectMany(words => words)])] : [];
        var kernel = Kernel(context, layer, plan, packed, channels, className, requantisation, putSizes, stored, stores, sum) with
        {
            TemplateCost = new CodeCost(0, 0, cost.Kernel + putSizes.Sum(size => SweepCost.Put(size).IlBytes)),
        };
        var blocks = Blocks(lines).Select(block =>
        {
            var name = context.ClassNameFor(layer);
            var model = new { Class = name, SumParameter = ParameterOf(sum), Lines = block.Select(line => line.Text).ToArray() };
            return new KernelClass(layer.Name, name, [], [], [])
            {
                Template = ("convolution.sweep-weights", model),
                TemplateCost = new CodeCost(0, 0, block.Sum(line => line.Bytes)),
                TemplateMethodBytes = block.Sum(line => line.Bytes),
            };
        }).ToImmutableArray();
        return [kernel, .. blocks, Tiles(context, layer, plan, packed, blocks, sum) with { TemplateCost = cost.Whole }];
    }

    /// <summary>The calls of every output channel: its words, then its sweeps.</summary>
    private static (List<(string Text, int Bytes, bool EndsChannel)> Lines, SortedSet<int> PutSizes) ChannelCalls(
        Convolution layer, SweepPlan plan, ImmutableArray<ImmutableArray<long>> data, ImmutableArray<ChannelSweeps> channels, string kernel, SweepRequantisation requantisation,
        FusedAdd? sum)
    {
        var lines = new List<(string, int, bool)>();
        var sizes = new SortedSet<int>();
        var (perGroup, start) = (layer.Output.Shape.Channels / layer.Groups, 0);
        for (var channel = 0; channel < channels.Length; channel++)
        {
            var (words, at) = (data[channel], 0);
            foreach (var size in plan.Storage == SweepStorage.Table ? [] : SweepData.PutSizes(words.Length))
            {
                sizes.Add(size);
                var put = new LibraryCall($"{kernel}.Put{size}", ["r", at, .. words.Skip(at).Take(size).Select(Code.Long)]);
                lines.Add((CodeWriter.Line(put), put.Cost.IlBytes, false));
                at += size;
            }

            var first = plan.Uniform ? string.Empty : Line($", {channels[channel].First}");
            var group = layer.Groups == 1 ? string.Empty : Line($", {channel / perGroup * layer.Bank.InputChannels * plan.ChannelWords}");
            var word = plan.Storage == SweepStorage.Table ? Line($", {start}") : string.Empty;
            lines.Add((Line($"{kernel}.Channel(a, f, r, {MapAccess.Sum("q", channel)}, end{first}, {channels[channel].Groups}{string.Concat(requantisation.Arguments[channel].Select(argument => ", " + argument))}{group}{word}{ArgumentOf(sum)});"), BytesPerCall, true));
            start += words.Length;
        }

        return (lines, sizes);
    }

    private static IEnumerable<List<(string Text, int Bytes, bool EndsChannel)>> Blocks(List<(string Text, int Bytes, bool EndsChannel)> lines)
    {
        var (block, bytes) = (new List<(string Text, int Bytes, bool EndsChannel)>(), 0);
        foreach (var line in lines)
        {
            block.Add(line);
            bytes += line.Bytes;
            if (bytes > MostBytesPerClass && line.EndsChannel)
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

    private static KernelClass Kernel(
        LoweringContext context, Convolution layer, SweepPlan plan, PackedKernels packed, ImmutableArray<ChannelSweeps> channels,
        string className, SweepRequantisation requantisation, SortedSet<int> putSizes, ImmutableArray<TableText> stored,
        ImmutableArray<Statement> stores, FusedAdd? sum)
    {
        var output = context.Output(layer);
        var (outerPitch, innerPitch) = plan.Transposed ? (output.PixelPitch, output.RowPitch) : (output.RowPitch, output.PixelPitch);
        var tables = packed.IndexBits == 0 ? [] : IndexTables(layer, plan, packed);
        var sizes = channels.Select(channel => channel.First).Where(size => size > 0).Distinct().Order().ToList();
        var words = stored.IsEmpty ? "r" : "words";
        var hasGroups = channels.Any(channel => channel.Groups > 0);
        var data = plan.PackedWords + plan.Words(plan.Tile);
        var model = new
        {
            Class = className,
            Tables = tables.Concat(stored).Select(table => table.Declaration).ToArray(),
            Parameters = string.Concat(requantisation.Parameters.Select(parameter => ", " + parameter)) + (layer.Groups == 1 ? string.Empty : ", int start") + (stored.IsEmpty ? string.Empty : ", int word") + ParameterOf(sum),
            Stored = !stored.IsEmpty,
            Words = words,
            plan.Uniform,
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
            plan.Group,
            FirstSizes = sizes.Select(size => new { Taps = size, Words = SweepData.Words(size, layer.Bank.WeightBits) }).ToArray(),
            HasGroups = hasGroups,
            WordsPerGroup = SweepData.Words(plan.Group, layer.Bank.WeightBits),
            RowGap = plan.Pitch - plan.Inner.Output,
            RowWords = plan.Inner.Output,
            Lanes = Enumerable.Range(0, plan.Lanes).Select(lane => new
            {
                Apply = requantisation.Apply(Extract(plan, lane)),
                Store = CodeWriter.Line(stores[lane]),
            }).ToArray(),
            OutputStep = innerPitch,
            OutputGap = outerPitch - (plan.Inner.Output * innerPitch),
            Methods = sizes.Select(size => Method(Line($"First{size}"), size, layer.Bank.WeightBits, isFirst: true, words))
                .Concat(hasGroups ? [Method("Sweep", plan.Group, layer.Bank.WeightBits, isFirst: false, words)] : []).ToArray(),
            PutSizes = putSizes.ToArray(),
        };
        return new KernelClass(layer.Name, className, [.. tables, .. stored], [], []) { Template = ("convolution.sweep", model) };
    }

    private static object Method(string name, int taps, int bits, bool isFirst, string words)
    {
        var lines = new List<string>();
        for (var tap = 0; tap < taps; tap++)
        {
            var (word, position) = (tap / SweepData.PerWord(bits), tap % SweepData.PerWord(bits));
            if (position == 0)
            {
                lines.Add(Line($"v = {words}[{MapAccess.Sum("k", word)}];"));
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
        return [TableText.Narrowest("Taps", [.. taps, .. segments.Select(cells => cells.Length)])];
    }

    private static KernelClass Tiles(
        LoweringContext context, Convolution layer, SweepPlan plan, PackedKernels packed, ImmutableArray<KernelClass> blocks, FusedAdd? sum)
    {
        var (input, output) = (context.Input(layer), context.Output(layer));
        var (outerPitch, innerPitch) = plan.Transposed ? (input.PixelPitch, input.RowPitch) : (input.RowPitch, input.PixelPitch);
        var isFixed = packed.IndexBits == 0;
        var cells = layer.Bank.Catalog[packed.ShapesInUse[0]].Cells;
        ImmutableArray<TableText> tables = isFixed && cells.Length > 0
            ? [TableText.Narrowest("Taps", [.. cells.Select(cell => plan.TapOffset(cell.Row, cell.Column))])]
            : [];
        var unroll = UnrollOf(plan);
        var className = context.ClassNameFor(layer);
        var model = new
        {
            Class = className,
            Tables = tables.Select(table => table.Declaration).ToArray(),
            SumParameter = ParameterOf(sum),
            SumArgument = ArgumentOf(sum),
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
            Blocks = blocks.Select(block => block.Name).ToArray(),
            OutputTile = plan.Tile * (plan.Transposed ? output.PixelPitch : output.RowPitch),
            Lanes = Enumerable.Range(0, plan.Lanes).Select(lane => new
            {
                Number = lane, Shift = lane == 0 ? string.Empty : Line($" + {plan.Start(lane) * plan.Outer.Stride}"),
            }).ToArray(),
            Zeros = context.Memory.ZeroStart,
            InputRows = plan.Outer.Input,
            InputStart = input.Buffer.Start,
            InputPitch = outerPitch,
            Columns = Columns(plan).Select(column => new { column.Plane, column.First, column.End, Source = column.Source * innerPitch }).ToArray(),
            ChannelsEnd = plan.Channels * plan.ChannelWords,
            UnrollWords = unroll * plan.ChannelWords,
            Unroll = unroll,
            Words = Enumerable.Range(0, unroll).Select(word =>
                CodeWriter.Line(new Store("r", ((Code)"w").Plus(word * plan.ChannelWords), PackedWord(plan, lane => input.Value(Line($"s{lane}"), word))))).ToArray(),
            SourceGap = (plan.Inner.Stride * innerPitch) - plan.Channels,
        };
        return new KernelClass(layer.Name, className, tables, [], ["a", "acc", "r", .. sum is null ? [] : new Code[] { sum.TableOf(context).Name }]) { Template = ("convolution.sweep-tiles", model) };
    }

    /// <summary>What stores the value of a lane, or its sum with the other operand: that one once only, though bands may overlap.</summary>
    private static Statement StoreOf(LoweringContext context, Convolution layer, SweepPlan plan, FusedAdd? sum, int lane)
    {
        var output = context.Output(layer);
        var pitch = plan.Transposed ? output.PixelPitch : output.RowPitch;
        var (offset, value) = (plan.Start(lane) * pitch, ((Code)"value").To("byte"));
        if (sum is null)
        {
            return new Store("a", ((Code)"q").Plus(offset), value);
        }

        var overlap = lane == 0 ? 0 : plan.Start(lane - 1) + plan.Band - plan.Start(lane);
        var store = new Store("a", ((Code)"q").Plus(offset), sum.Value(context, value, "q", offset));
        return overlap == 0 ? store : new If("q", ">=", output.Start + (overlap * pitch), store, 1 - (overlap / (double)plan.Band));
    }

    private static string ParameterOf(FusedAdd? sum) => sum is null ? string.Empty : ", byte[] d";

    private static string ArgumentOf(FusedAdd? sum) => sum is null ? string.Empty : ", d";

    /// <summary>Values that one round of the packing loop takes.</summary>
    public static int UnrollOf(SweepPlan plan) => 
        Enumerable.Range(1, plan.Uniform ? LongestSmallUnroll : LongestUnroll).Last(count => plan.Channels % count == 0);

    /// <summary>Of each phase the plane, the words of a row that lie on the input, and the input column of the first of them.</summary>
    public static IEnumerable<(int Plane, int First, int End, int Source)> Columns(SweepPlan plan)
    {
        for (var phase = 0; phase < plan.Inner.Phases; phase++)
        {
            var (first, end) = plan.Inner.Valid(phase, plan.Inner.Output + plan.Inner.Halo);
            if (end > first)
            {
                yield return (phase * plan.PlaneWords, first, end, (first * plan.Inner.Stride) + phase - plan.Inner.Before);
            }
        }
    }

    /// <summary>A word of the planes.</summary>
    /// <param name="plan">How values share words.</param>
    /// <param name="value">The value of a lane.</param>
    public static Code PackedWord(SweepPlan plan, Func<int, Code> value)
    {
        var perInt = plan.Bits < 24 ? 2 : 1;
        return Enumerable.Range(0, plan.Lanes).Chunk(perInt).Select(lanes =>
        {
            var narrow = lanes.Select((lane, index) => value(lane) << (index * plan.Bits)).Aggregate((sum, part) => sum + part);
            // Through int: a byte widened to long directly is unsigned to the interpreter, and so is its right shift.
            return new AsInt(narrow).To("long") << (lanes[0] * plan.Bits);
        }).Aggregate((sum, part) => sum + part);
    }

    /// <summary>The sum of a lane.</summary>
    public static Code Extract(SweepPlan plan, int lane)
    {
        var (right, mask) = (lane * plan.Bits, (int)(plan.Capacity - 1));
        var sum = ((Code)"w" >> right).To("int");
        return plan.Lanes == 2 || (lane, plan.Lanes) == (2, 3) ? sum : sum & mask;
    }

    private static string TypeOf(ImmutableArray<TableText> tables) =>
        tables.IsEmpty ? "int" : tables[^1].Type;

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
