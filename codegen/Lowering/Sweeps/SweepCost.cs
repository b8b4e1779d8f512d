using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// What the templates of a swept convolution cost, as trees of the same statements; literals that only differ by where maps
/// lie in the arena are left out.
/// </summary>
internal sealed class SweepCost
{
    // A comparison of the number of first taps, and the jump over the other cases.
    private const int BranchBytes = 7;

    private readonly Convolution _layer;
    private readonly SweepPlan _plan;
    private readonly SweepRequantisation _requantisation;
    private readonly bool _isSigned;
    private readonly int _indexBits;
    private readonly ImmutableArray<ChannelSweeps> _channels;
    private readonly ImmutableArray<int> _sizes;
    private readonly ImmutableArray<Statement> _stores;
    private readonly CodeCost _puts;
    private readonly CodeCost _decoding;

    /// <param name="layer">The layer.</param>
    /// <param name="isSigned">Whether its input is.</param>
    /// <param name="requantisation">From its lanes to bytes.</param>
    /// <param name="plan">How it is swept.</param>
    /// <param name="channels">The sweeps of every output channel.</param>
    /// <param name="indexBits">Bits of the index of a slice.</param>
    /// <param name="stores">What stores the value of each lane; null where that is all it does.</param>
    public SweepCost(
        Convolution layer, bool isSigned, SweepRequantisation requantisation, SweepPlan plan, ImmutableArray<ChannelSweeps> channels, int indexBits,
        ImmutableArray<Statement>? stores = null)
    {
        (_layer, _plan, _isSigned, _requantisation, _channels, _indexBits) = (layer, plan, isSigned, requantisation, channels, indexBits);
        _stores = stores ?? [.. Enumerable.Range(0, plan.Lanes).Select(lane => new Store("a", ((Code)"q").Plus(lane * short.MaxValue), ((Code)"value").To("byte")))];
        _sizes = [.. _channels.Select(channel => channel.First).Where(size => size > 0).Distinct().Order()];
        (_puts, _decoding) = (PutCalls(), Decoding());
        Kernel = (ChannelOf(Tiles.First()) + DecisionsOf(_channels[0]) + LoopOf(_channels[0])).IlBytes + _sizes.Sum(size => Method(size, 1, isFirst: true).IlBytes)
            + (HasGroups ? Method(plan.Group, 1, isFirst: false).IlBytes : 0);
        Whole = Executed();
    }

    /// <summary>Rows of each tile.</summary>
    private IEnumerable<int> Tiles => Enumerable.Range(0, (_plan.Band + _plan.Tile - 1) / _plan.Tile).Select(tile => Math.Min(_plan.Tile, _plan.Band - (tile * _plan.Tile)));

    private bool IsStored => _plan.Storage == SweepStorage.Table;

    private bool HasGroups => _channels.Any(channel => channel.Groups > 0);

    /// <summary>Bytes of the class that sweeps, without the methods that take the words.</summary>
    public int Kernel { get; }

    /// <summary>Bytes of the words where they are a table.</summary>
    public int StoredBytes => IsStored ? 8 * _channels.Sum(WordsOf) : 0;

    /// <summary>Bytes of all classes.</summary>
    public int IlBytes => Kernel + Whole.IlBytes + _puts.IlBytes;

    /// <summary>Instructions and cost units of the layer; bytes of the class that packs tiles.</summary>
    public CodeCost Whole { get; }

    /// <summary>A method that takes words of the compact storage.</summary>
    public static CodeCost Put(int words) => Cost(
    [
        new Increase("d", short.MaxValue),
        .. Enumerable.Range(0, words).Select(word => new Store("r", ((Code)"d").Plus(word), "v")),
    ]);

    private CodeCost Executed()
    {
        var layer = TileLoops();
        foreach (var tiles in Tiles.GroupBy(rows => rows))
        {
            layer += Called(_puts + ChannelsOf(tiles.Key)) * tiles.Count();
        }

        return layer;
    }

    /// <summary>What all output channels execute for a tile of so many rows.</summary>
    private CodeCost ChannelsOf(int rows)
    {
        var words = _plan.Words(rows);
        var first = _sizes.ToDictionary(size => size, size => Method(size, words, isFirst: true));
        var (common, sweep) = (ChannelOf(rows), HasGroups ? Method(_plan.Group, words, isFirst: false) : CodeCost.None);
        return _channels.GroupBy(channel => (channel.First, channel.Groups)).Select(alike =>
        {
            var cost = common + DecisionsOf(alike.First()) + first.GetValueOrDefault(alike.Key.First) + LoopOf(alike.First()) + (sweep * alike.Key.Groups);
            return Called(cost) * alike.Count();
        }).Aggregate(CodeCost.None, (sum, cost) => sum + cost);
    }

    private int WordsOf(ChannelSweeps channel) => SweepData.IndexWords(_layer.Bank, _indexBits)
        + SweepData.Words(channel.First, _layer.Bank.WeightBits) + (channel.Groups * SweepData.Words(_plan.Group, _layer.Bank.WeightBits));

    /// <summary>What the classes that hold the words execute for one tile.</summary>
    private CodeCost PutCalls()
    {
        var arguments = _requantisation.Parameters.Length + (_layer.Groups == 1 ? 0 : 1);
        return _channels.GroupBy(WordsOf).Select(alike =>
        {
            var puts = SweepData.PutSizes(IsStored ? 0 : alike.Key).Select(size =>
                Cost([new LibraryCall("Put", ["r", 8, .. Enumerable.Repeat(Code.Long(long.MaxValue), size)])]) + Put(size));
            var call = Cost([new LibraryCall("Channel", ["a", "f", "r", (Code)"q" + 1, "end", 1, .. _plan.Uniform ? Array.Empty<Code>() : [1], .. IsStored ? [(Code)short.MaxValue] : Array.Empty<Code>(), .. Enumerable.Repeat((Code)short.MaxValue, arguments)])]);
            return puts.Aggregate(call, (sum, cost) => sum + cost).Repeated(alike.Count());
        }).Aggregate(CodeCost.None, (sum, cost) => sum + cost);
    }

    /// <summary>The method that decodes and sweeps one output channel: what is the same for all of them, without the sweeps that it calls.</summary>
    private CodeCost ChannelOf(int rows)
    {
        Statement[] start = _plan.Uniform
            ? [new Loop(new Assign("j", short.MaxValue), "j", "end", new Increase("j", 1), _plan.Words(rows), [new Store("r", "j", "b")])]
            : [new LibraryCall("First", [.. SweepArguments, "b"]), new Increase("d", 1)];
        var cost = Cost(
        [
            new Assign("origin", _layer.Groups > 1 && _indexBits == 0 ? (Code)short.MaxValue - "start" : (Code)short.MaxValue),
            new Assign("b", ((Code)"offset").To("long")),
            new Assign("b", new Sum("b", [.. Enumerable.Range(1, _plan.Lanes - 1).Select(lane => (false, (Code)"b" << (lane * _plan.Bits)))])),
            IsStored ? new Assign("words", new StaticField("Words")) : new Assign("d", short.MaxValue),
            new Assign("tap", (Code)"groups" * _plan.Group),
            .. start,
            .. Results(rows),
        ]);
        var alternatives = new Block([.. start]).Cost.IlBytes + BranchBytes;
        return cost + _decoding + new CodeCost(0, 0, alternatives * Math.Max(0, _sizes.Length - 1));
    }

    private static Code[] SweepArguments => ["f", "r", "tap", "d", "origin", "end"];

    /// <summary>From the number of first taps to the method that takes so many.</summary>
    private CodeCost DecisionsOf(ChannelSweeps channel) =>
        new If("first", "!=", 2, new Block([]), 0).Cost * Math.Clamp(_sizes.IndexOf(channel.First) + 1, 0, Math.Max(0, _sizes.Length - 1));

    /// <summary>The loop over the groups, without the sweeps.</summary>
    private CodeCost LoopOf(ChannelSweeps channel)
    {
        Statement[] round = [new LibraryCall("Sweep", IsStored ? [.. SweepArguments, "words"] : SweepArguments), new Increase("d", 1)];
        return HasGroups ? new Loop(new Assign("g", 0), "g", "tap", new Increase("g", _plan.Group), channel.Groups, [.. round]).Cost : CodeCost.None;
    }

    /// <summary>The index to offsets of taps.</summary>
    private CodeCost Decoding()
    {
        if (_indexBits == 0)
        {
            return CodeCost.None;
        }

        var longest = _layer.Bank.Shapes.Distinct().Max(shape => _layer.Bank.Catalog[shape].Cells.Length);
        var words = SweepData.IndexWords(_layer.Bank, _indexBits);
        var taps = Enumerable.Range(0, longest).Select(tap => new Store(
            "f", ((Code)"t").Plus(tap), (Code)"c" + new Element("taps", ((Code)"shape").Plus(tap * sbyte.MaxValue))));
        Statement[] slice =
        [
            new Assign("shape", ((Code)"v").To("int") & sbyte.MaxValue), .. taps,
            new Increase("t", new Element("taps", (Code)"shape" + sbyte.MaxValue)), new Assign("v", (Code)"v" >> _indexBits),
            new Increase("c", short.MaxValue), new If("c", "<", "stop", new Block([]), 0),
        ];
        var outer = Cost(
        [
            new Assign("taps", new StaticField("Taps")), new Assign("t", 0), new Assign("c", 0), new Assign("last", (Code)"c" + short.MaxValue),
            new Loop(null, "c", "last", null, words,
            [
                new Assign("v", new Element("r", "d")), new Assign("stop", (Code)"c" + short.MaxValue), new If("stop", ">", "last", new Assign("stop", "last"), 1.0 / words),
                new Loop(null, "c", "stop", null, 0, []), new Increase("d", 1),
            ]),
        ]);
        return outer + (Cost(slice) * _layer.Bank.InputChannels);
    }

    /// <summary>From sums to bytes.</summary>
    private Loop[] Results(int rows)
    {
        var lanes = Enumerable.Range(0, _plan.Lanes).SelectMany(lane => new List<Statement>(_requantisation.ApplyStatements(SweepConvolution.Extract(_plan, lane)))
        {
            _stores[lane],
        });
        var cells = new Loop(null, "j", "stop", new Increase("j", 1), _plan.Inner.Output, [new Assign("w", new Element("r", "j")), .. lanes, new Increase("q", 16)]);
        return
        [
            new Loop(new Assign("j", short.MaxValue), "j", "end", new Increase("j", 9), rows,
                [new Assign("stop", (Code)"j" + _plan.Inner.Output), cells, new Increase("q", 16)]),
        ];
    }

    private CodeCost Method(int taps, int words, bool isFirst)
    {
        var perWord = SweepData.PerWord(_layer.Bank.WeightBits);
        var lines = Enumerable.Range(0, taps).SelectMany(tap =>
        {
            Code word = "v";
            var bits = _layer.Bank.WeightBits;
            Code weight = (tap % perWord * bits) + bits == 64 ? word >> (64 - bits) : word << 40 >> (64 - bits);
            return new List<Statement>(tap % perWord == 0 ? [new Assign("v", new Element("r", ((Code)"k").Plus(tap / perWord)))] : [])
            {
                new Assign("w", weight), new Assign("p", new Element("f", ((Code)"t").Plus(tap)) - "origin"),
            };
        });
        var products = Enumerable.Range(0, taps).Select(_ => (false, new Element("r", (Code)"p" + "j") * "w")).ToArray();
        Statement sum = isFirst ? new Store("r", "j", new Sum("b", products)) : new StoreSum("r", "j", new Sum(products[0].Item2, products[1..]));
        return Cost([.. lines, new Loop(new Assign("j", short.MaxValue), "j", "end", new Increase("j", 1), words, [sum])]);
    }

    /// <summary>The class that packs tiles, with what it executes besides the calls of the classes that hold the words.</summary>
    private CodeCost TileLoops()
    {
        var (plan, layer) = (_plan, _layer);
        var packing = Packing();
        var tiles = Tiles.ToList();
        var packs = (plan.Tile + plan.Outer.Halo + ((tiles.Count - 1) * (plan.Tile < plan.Band ? plan.Tile : plan.Tile + plan.Outer.Halo)) - (plan.Tile - tiles[^1])) * plan.Outer.Phases;
        var cells = layer.Bank.Catalog[layer.Bank.Shapes[0]].Cells.Length;
        var fixedTaps = Loop.Count("c", layer.Bank.InputChannels,
            [Loop.Count("i", cells, [new Increase("t", 1), new Store("f", "t", (Code)"c" + new Element("taps", "i"))])]);
        var call = new LibraryCall("Pack", ["a", "r", ((Code)"y" + "i") * 2, ((Code)"i" * 9) + short.MaxValue]);
        var halo = new Loop(new Assign("p", 0), "p", short.MaxValue, new Increase("p", short.MaxValue), layer.Bank.InputChannels * layer.Groups * plan.Outer.Phases * plan.Inner.Phases,
            [new LibraryCall("Array.Copy", ["r", (Code)"p" + short.MaxValue, "r", "p", short.MaxValue])]);
        var copied = plan.Outer.Halo > 0 && plan.Tile < plan.Band ? halo.Cost * (tiles.Count - 1) : CodeCost.None;
        var blocks = 1 + (_puts.IlBytes / SweepConvolution.MostBytesPerClass);
        var perTile = Cost(
        [
            new Assign("rows", 1), new If("y", ">", 1, new Assign("rows", 1), 0.5), new If("y", "<", 1, new Block([]), 0), new Assign("i", "fresh"),
            new Assign("end", ((Code)short.MaxValue + (((Code)"rows").Plus(-1) * 9)).Plus(9)), new Increase("q", 99), new Increase("y", 1), new If("y", "<", 9, new Block([]), 0),
            .. Enumerable.Repeat(new LibraryCall("Run", ["a", "f", "r", "q", "end"]), blocks),
        ]) * tiles.Count;
        var perPack = (call.Cost + new Increase("i", 1).Cost + new If("i", "<", (Code)"rows" + 2, new Block([]), 0).Cost) * packs;
        return Cost([new LibraryCall("Array.Clear", ["r", 0, 9]), new LibraryCall("Array.Clear", ["f", 0, 9]), .. _indexBits == 0 ? [fixedTaps] : Array.Empty<Statement>()])
            + perTile + perPack + copied + (packing * packs);
    }

    /// <summary>The method that packs one row of one phase.</summary>
    private CodeCost Packing()
    {
        var (plan, lanes) = (_plan, Enumerable.Range(0, _plan.Lanes).ToList());
        var unroll = SweepConvolution.UnrollOf(plan);
        var begin = lanes.SelectMany(lane => new Statement[]
        {
            new Assign("y0", lane == 0 ? "y" : (Code)"y" + 16), new Assign("p0", 9),
            new If("y0", ">=", 0, new If("y0", "<", 16, new Assign("p0", (Code)short.MaxValue + ((Code)"y0" * 9)), 1), 1),
        });
        Statement word = new Store("r", ((Code)"w").Plus(9), SweepConvolution.PackedWord(plan, _ => _isSigned ? Value.To("sbyte") : Value));
        var columns = SweepConvolution.Columns(plan).SelectMany(column => (Statement[])
        [
            new Assign("e", (Code)"d" + 9),
            .. lanes.Select(_ => new Assign("s0", (Code)"p0" + 9)),
            new Loop(new Assign("s", (Code)"d" + 9), "s", "e", new Increase("s", 1), column.End - column.First,
            [
                new Assign("w", "s"),
                new Loop(new Assign("stop", (Code)"s" + short.MaxValue), "w", "stop", new Increase("w", short.MaxValue), plan.Channels / unroll,
                    [.. Enumerable.Repeat(word, unroll), .. lanes.Select(_ => new Increase("s0", unroll))]),
                .. lanes.Select(_ => new Increase("s0", 9)),
            ]),
        ]);
        return Cost([.. begin, .. columns]);
    }

    /// <summary>A value of the map, at a variable index plus a constant.</summary>
    private static Element Value => new("a", ((Code)"s0").Plus(1));

    /// <summary>Code that stands elsewhere.</summary>
    private static CodeCost Called(CodeCost cost) => cost with { IlBytes = 0 };

    private static CodeCost Cost(IEnumerable<Statement> statements) => new KernelMethod("Run", true, [], [.. statements]).Cost;
}
