using System.Collections.Immutable;
using Striate.Codegen.Syntax;
using Striate.Model.Graph.Layers;
using Striate.Model.Storage;

namespace Striate.Codegen.Lowering;

/// <summary>
/// The class that sweeps: for an output channel it decodes the index, adds the taps, and takes the sums to values. Counts of its
/// loops are means over the output channels and tiles of the layer, all of which it is called for.
/// </summary>
internal sealed class SweepKernel
{
    private static readonly ImmutableArray<string> s_sweepNames = ["t", "k", "origin", "end"];

    private readonly LoweringContext _context;
    private readonly PackedKernels _packed;
    private readonly SweepRequantisation _requantisation;
    private readonly ImmutableArray<ChannelSweeps> _channels;
    private readonly ImmutableArray<TableText> _tables;
    private readonly ImmutableSortedDictionary<int, KernelMethod> _first;
    private readonly KernelMethod? _sweep;

    private SweepKernel(LoweringContext context, Convolution layer, SweepPlan plan, FusedAdd? sum)
    {
        (_context, Layer, Plan, AddedSum) = (context, layer, plan, sum);
        _packed = context.Cache.Of((nameof(PackedKernels), layer.Name), () => KernelStorage.Pack(layer.Bank));
        _channels = ChannelSweeps.Of(layer.Bank, plan);
        _requantisation = SweepRequantisation.Of(layer, context.RangeOf(layer));
        Words = context
            .Cache.Of(
                (nameof(SweepData), layer.Name, plan.Group, plan.Uniform),
                () => new StoredWords(SweepData.Of(layer.Bank, _packed, _channels, plan.Group))
            )
            .Channels;
        _tables =
        [
            .. _packed.IndexBits == 0 ? [] : IndexTables(),
            .. IsStored ? [TableText.Of("Words", [.. Words.SelectMany(words => words)])] : ImmutableArray<TableText>.Empty,
        ];
        _first = _channels
            .Select(channel => channel.First)
            .Where(size => size > 0)
            .Distinct()
            .ToImmutableSortedDictionary(size => size, size => Sweep(SweepConvolution.Name("First", size), size, isFirst: true));
        _sweep = _channels.Any(channel => channel.Groups > 0) ? Sweep("Sweep", plan.Group, isFirst: false) : null;
        Puts = IsStored
            ? ImmutableSortedDictionary<int, KernelMethod>.Empty
            : Words.SelectMany(words => SweepData.PutSizes(words.Length)).Distinct().ToImmutableSortedDictionary(size => size, Put);
        Channel = new KernelMethod("Channel", true, Parameters, [.. Decoding(), .. Sweeps(), .. Results()]);
    }

    /// <summary>The layer.</summary>
    public Convolution Layer { get; }

    /// <summary>How it is swept.</summary>
    public SweepPlan Plan { get; }

    /// <summary>The residual addition that is computed with it; null for none.</summary>
    public FusedAdd? AddedSum { get; }

    /// <summary>The compact storage of every output channel.</summary>
    public ImmutableArray<ImmutableArray<long>> Words { get; }

    /// <summary>Whether that is a table of the class.</summary>
    public bool IsStored => Plan.Storage == SweepStorage.Table;

    /// <summary>Bits of the number of a kernel's shape.</summary>
    public int IndexBits => _packed.IndexBits;

    /// <summary>Computes an output channel.</summary>
    public KernelMethod Channel { get; }

    /// <summary>Take so many words of the compact storage.</summary>
    public ImmutableSortedDictionary<int, KernelMethod> Puts { get; }

    /// <summary>Outputs along the outer axis of every tile.</summary>
    public IEnumerable<int> TileRows =>
        Enumerable.Range(0, (Plan.Band + Plan.Tile - 1) / Plan.Tile).Select(tile => Math.Min(Plan.Tile, Plan.Band - (tile * Plan.Tile)));

    /// <summary>The kernel of a layer.</summary>
    public static SweepKernel Of(LoweringContext context, Convolution layer, SweepPlan plan, FusedAdd? sum) =>
        new(context, layer, plan, sum);

    /// <summary>The class.</summary>
    public KernelClass Class(string name) =>
        new(Layer.Name, name, _tables, [Channel, .. _first.Values, .. _sweep is null ? [] : new[] { _sweep }, .. Puts.Values], []);

    /// <summary>What an output channel passes to <see cref="Channel"/>.</summary>
    /// <param name="channel">Its number.</param>
    /// <param name="firstWord">Of its words in the table of all.</param>
    public IEnumerable<Code> ArgumentsOf(int channel, int firstWord) =>
        [
            .. SweepConvolution.Arguments(SweepConvolution.Arrays),
            ((Code)"q").Plus(channel),
            "end",
            .. Plan.Uniform ? Array.Empty<Code>() : [_channels[channel].First],
            _channels[channel].Groups,
            .. _requantisation.Arguments[channel],
            .. HasGroups ? [channel / (Layer.Output.Shape.Channels / Layer.Groups) * GroupWords] : Array.Empty<Code>(),
            .. IsStored ? [firstWord] : Array.Empty<Code>(),
            .. SweepConvolution.Arguments(SweepConvolution.Sum(AddedSum)),
        ];

    private ImmutableArray<Parameter> Parameters =>
        [
            .. SweepConvolution.Arrays,
            new("int", "q"),
            new("int", "end"),
            .. Plan.Uniform ? [] : new Parameter[] { new("int", "first") },
            new("int", "groups"),
            .. _requantisation.Parameters,
            .. HasGroups ? [new("int", "start")] : Array.Empty<Parameter>(),
            .. IsStored ? [new("int", "word")] : Array.Empty<Parameter>(),
            .. SweepConvolution.Sum(AddedSum),
        ];

    private bool HasGroups => Layer.Groups > 1;

    private int GroupWords => Layer.Bank.InputChannels * Plan.ChannelWords;

    // The arrays that hold words of the compact storage: the table, or what Put wrote behind planes and sums.
    private string Stored => IsStored ? "words" : "r";

    private int DataStart => Plan.PackedWords + Plan.Words(Plan.Tile);

    private double MeanWords => TileRows.Average(Plan.Words);

    private ImmutableArray<TableText> IndexTables()
    {
        var segments = _packed.ShapesInUse.Select(shape => Layer.Bank.Catalog[shape].Cells).ToList();
        var longest = segments.Max(cells => cells.Length);
        var taps = Enumerable
            .Range(0, longest)
            .SelectMany(tap => segments.Select(cells => tap < cells.Length ? Plan.TapOffset(cells[tap].Row, cells[tap].Column) : 0));
        return [TableText.Narrowest("Taps", [.. taps, .. segments.Select(cells => cells.Length)])];
    }

    /// <summary>The index to offsets of taps.</summary>
    private IEnumerable<Statement> Decoding()
    {
        Statement word = IsStored
            ? new Assign("words", new StaticField("Words", "long[]"), "long[]")
            : new Assign("word", DataStart, "int");
        if (IndexBits == 0)
        {
            return [word];
        }

        var (shapes, longest) = (_packed.ShapesInUse.Length, _packed.ShapesInUse.Max(shape => Layer.Bank.Catalog[shape].Cells.Length));
        var (inputs, perWord) = (Layer.Bank.InputChannels, SweepData.PerWord(IndexBits));
        var words = SweepData.IndexWords(Layer.Bank, IndexBits);
        Code shape = "shape",
            c = "c",
            t = "t";
        return
        [
            word,
            new Assign("taps", _tables[0].Field, _tables[0].ArrayType),
            new Assign("t", 0, "int"),
            new Assign("c", HasGroups ? "start" : 0, "int"),
            new Loop(
                new Assign("last", c + GroupWords, "int"),
                "c",
                "last",
                null,
                words,
                [
                    new Assign("v", new Element(Stored, "word"), "long"),
                    new Assign("stop", c + (perWord * Plan.ChannelWords), "int"),
                    .. inputs % perWord == 0
                        ? []
                        : new Statement[] { new If("stop", Comparison.Greater, "last", new Assign("stop", "last"), 1.0 / words) },
                    new Loop(
                        null,
                        "c",
                        "stop",
                        new Increase("c", Plan.ChannelWords),
                        inputs / (double)words,
                        [
                            new Assign("shape", ((Code)"v").To("int") & ((1 << IndexBits) - 1), "int"),
                            .. Enumerable
                                .Range(0, longest)
                                .Select(tap => new Store("f", t.Plus(tap), c + new Element("taps", shape.Plus(tap * shapes)))),
                            new Increase("t", new Element("taps", shape.Plus(longest * shapes))),
                            new Assign("v", (Code)"v" >> IndexBits),
                        ]
                    ),
                    new Increase("word", 1),
                ]
            ),
        ];
    }

    /// <summary>The sweeps of a channel: one that starts the sums, then one for each group of taps.</summary>
    private IEnumerable<Statement> Sweeps()
    {
        Code b = "b";
        var splat = Enumerable.Range(1, Plan.Lanes - 1).Select(lane => (false, b << (lane * Plan.Bits)));
        yield return new Assign("origin", IndexBits == 0 && HasGroups ? (Code)Plan.PackedWords - "start" : Plan.PackedWords, "int");
        yield return new Assign("b", ((Code)"offset").To("long"), "long");
        yield return new Assign("b", new Sum(b, [.. splat]));
        yield return new Assign("tap", (Code)"groups" * Plan.Group, "int");
        if (Plan.Uniform)
        {
            yield return new Loop(
                new Assign("j", Plan.PackedWords, "int"),
                "j",
                "end",
                new Increase("j", 1),
                MeanWords,
                [new Store("r", "j", "b")]
            );
        }
        else
        {
            foreach (var statement in FirstSweep())
            {
                yield return statement;
            }
        }

        if (_sweep is not null)
        {
            yield return new Loop(
                new Assign("g", 0, "int"),
                "g",
                "tap",
                new Increase("g", Plan.Group),
                _channels.Average(channel => channel.Groups),
                [CallOf(_sweep, "g"), new Increase("word", WordsOf(Plan.Group))]
            );
        }
    }

    /// <summary>By the number of taps of the first sweep, the method for so many.</summary>
    private ImmutableArray<Statement> FirstSweep()
    {
        Statement? chain = null;
        foreach (var size in _first.Keys.Reverse())
        {
            Block sweep = new([CallOf(_first[size], "tap"), new Increase("word", WordsOf(size))]);
            var rest = _channels.Where(channel => channel.First >= size).ToList();
            chain = chain is null
                ? sweep
                : new If("first", Comparison.Equal, size, sweep, rest.Count(channel => channel.First == size) / (double)rest.Count, chain);
        }

        return chain is Block only ? only.Body : [chain!];
    }

    private int WordsOf(int taps) => SweepData.Words(taps, Layer.Bank.WeightBits);

    private Call CallOf(KernelMethod sweep, Code firstTap) =>
        new(
            null,
            sweep,
            [
                "f",
                "r",
                .. IsStored ? ["words"] : Array.Empty<Code>(),
                firstTap,
                "word",
                "origin",
                "end",
                .. sweep == _sweep ? [] : new Code[] { "b" },
            ]
        );

    /// <summary>From sums to values.</summary>
    private IEnumerable<Statement> Results()
    {
        var output = _context.Output(Layer);
        var (outerPitch, innerPitch) = Plan.Transposed ? (output.PixelPitch, output.RowPitch) : (output.RowPitch, output.PixelPitch);
        var lanes = Enumerable
            .Range(0, Plan.Lanes)
            .SelectMany(lane => _requantisation.Apply(SweepConvolution.Extract(Plan, lane)).Append(StoreOf(output, lane)));
        return
        [
            new Declare("int", ["value"]),
            new Loop(
                new Assign("j", Plan.PackedWords, "int"),
                "j",
                "end",
                new Increase("j", Plan.Pitch - Plan.Inner.Output),
                TileRows.Average(),
                [
                    new Loop(
                        new Assign("stop", (Code)"j" + Plan.Inner.Output, "int"),
                        "j",
                        "stop",
                        new Increase("j", 1),
                        Plan.Inner.Output,
                        [new Assign("w", new Element("r", "j"), "long"), .. lanes, new Increase("q", innerPitch)]
                    ),
                    new Increase("q", outerPitch - (Plan.Inner.Output * innerPitch)),
                ]
            ),
        ];
    }

    /// <summary>What stores the value of a lane, or its sum with the other operand: that one once only, though bands may overlap.</summary>
    private Statement StoreOf(OutputAccess output, int lane)
    {
        var pitch = Plan.Transposed ? output.PixelPitch : output.RowPitch;
        var (offset, value) = (Plan.Start(lane) * pitch, ((Code)"value").To("byte"));
        if (AddedSum is null)
        {
            return new Store("a", ((Code)"q").Plus(offset), value);
        }

        var overlap = lane == 0 ? 0 : Plan.Start(lane - 1) + Plan.Band - Plan.Start(lane);
        var store = new Store("a", ((Code)"q").Plus(offset), AddedSum.Value(_context, value, isProduct: false, "q", offset));
        return overlap == 0
            ? store
            : new If("q", Comparison.GreaterOrEqual, output.Start + (overlap * pitch), store, 1 - (overlap / (double)Plan.Band));
    }

    /// <summary>Adds some taps to all sums, or starts them with these taps.</summary>
    private KernelMethod Sweep(string name, int taps, bool isFirst)
    {
        var (bits, perWord) = (Layer.Bank.WeightBits, SweepData.PerWord(Layer.Bank.WeightBits));
        Code v = "v",
            j = "j";
        var lines = Enumerable
            .Range(0, taps)
            .SelectMany(tap =>
            {
                var left = 64 - (((tap % perWord) + 1) * bits);
                return new List<Statement>(
                    tap % perWord == 0 ? [new Assign("v", new Element(Stored, ((Code)"k").Plus(tap / perWord)))] : []
                )
                {
                    new Assign(SweepConvolution.Name("w", tap), (v << left) >> (64 - bits), "long"),
                    new Assign(SweepConvolution.Name("p", tap), new Element("f", ((Code)"t").Plus(tap)) - "origin", "int"),
                };
            });
        var products = Enumerable
            .Range(0, taps)
            .Select(tap => (false, new Element("r", (Code)SweepConvolution.Name("p", tap) + j) * SweepConvolution.Name("w", tap)))
            .ToArray();
        Statement sum = isFirst
            ? new Store("r", j, new Sum("b", products))
            : new StoreSum("r", j, new Sum(products[0].Item2, products[1..]));
        return new KernelMethod(
            name,
            false,
            [
                new("int[]", "f"),
                new("long[]", "r"),
                .. IsStored ? [new("long[]", "words")] : Array.Empty<Parameter>(),
                .. s_sweepNames.Select(parameter => new Parameter("int", parameter)),
                .. isFirst ? [new("long", "b")] : Array.Empty<Parameter>(),
            ],
            [
                new Declare("long", ["v"]),
                .. lines,
                new Loop(new Assign("j", Plan.PackedWords, "int"), j, "end", new Increase("j", 1), MeanWords, [sum]),
            ]
        );
    }

    private KernelMethod Put(int words)
    {
        var names = Enumerable.Range(0, words).Select(word => SweepConvolution.Name("v", word)).ToList();
        return new KernelMethod(
            SweepConvolution.Name("Put", words),
            true,
            [new("long[]", "r"), new("int", "d"), .. names.Select(name => new Parameter("long", name))],
            [new Increase("d", DataStart), .. names.Select((name, word) => new Store("r", ((Code)"d").Plus(word), name))]
        );
    }
}

/// <summary>The compact storage of every output channel, as a part that plans have in common.</summary>
file sealed record StoredWords(ImmutableArray<ImmutableArray<long>> Channels);
