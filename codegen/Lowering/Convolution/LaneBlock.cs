using System.Globalization;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>One output channel of a lane block: its taps in parts, each summed in a word of its own.</summary>
/// <param name="Channel">Output channel.</param>
/// <param name="Parts">Taps of each part.</param>
/// <param name="Requantisation">Offsets and the way out of the lanes.</param>
internal sealed record LaneOutput(
    int Channel, IReadOnlyList<IReadOnlyList<(InputCell Cell, int Weight)>> Parts, LaneRequantisation Requantisation)
{
    /// <summary>Whether the parts are the sums of several positions, whose largest one counts; else they are added.</summary>
    public bool IsLargest { get; init; }
}

/// <summary>
/// The statements that compute some output channels at one position in all lanes at once. Inputs are packed words in long
/// locals; when they do not fit at once, they are loaded in groups and every word has an accumulator.
/// </summary>
internal sealed class LaneBlock
{
    /// <summary>Locals of a method, with room for indices and for what the compiler adds; the platform's limit is 252.</summary>
    private const int MaximumLocals = 226;

    private const int LeastWeightLocals = 40;

    private readonly IReadOnlyList<LaneOutput> _outputs;
    private readonly List<List<InputCell>> _groups;
    private readonly Dictionary<InputCell, (int Group, int Number)> _locals = [];

    /// <summary>By group, output and part: number of a local and its weight.</summary>
    private readonly List<(int Local, int Weight)>[][][] _terms;
    private readonly SortedSet<int> _weightLocals;
    private readonly IReadOnlyList<CommonSum>[] _common;

    public LaneBlock(IReadOnlyList<LaneOutput> outputs)
    {
        _outputs = outputs;
        var words = outputs.Sum(output => output.Parts.Count);
        var cells = outputs.SelectMany(output => output.Parts).SelectMany(part => part).Select(tap => tap.Cell).Distinct()
            .OrderBy(cell => cell.Channel).ThenBy(cell => cell.Row).ThenBy(cell => cell.Column).ToList();
        var mostParts = outputs.Max(output => output.Parts.Count);
        var room = MaximumLocals - LeastWeightLocals;
        var groupSize = cells.Count <= room - mostParts ? room - mostParts : Math.Max(8, room - words);
        _groups = [.. cells.Chunk(groupSize).Select(group => group.ToList())];
        for (var group = 0; group < _groups.Count; group++)
        {
            for (var local = 0; local < _groups[group].Count; local++)
            {
                _locals[_groups[group][local]] = (group, local);
            }
        }

        _terms = [.. Enumerable.Range(0, _groups.Count).Select(group => outputs.Select(output => output.Parts.Select(part => Terms(part, group)).ToArray()).ToArray())];

        var free = Math.Max(0, MaximumLocals - _groups.Select(group => group.Count).DefaultIfEmpty().Max() - (_groups.Count > 1 ? words : mostParts));
        var uses = outputs.SelectMany(output => output.Parts).SelectMany(Magnitudes)
            .GroupBy(magnitude => magnitude).Where(uses => uses.Count() > 1)
            .OrderByDescending(uses => uses.Count()).ThenBy(uses => uses.Key)
            .Take(free).Select(uses => (Magnitude: uses.Key, Uses: uses.Count())).ToList();
        var common = _groups.Select((group, number) => CommonSums.Find(group.Count, _terms[number].SelectMany(output => output), free)).ToList();
        var weights = MostSaved([.. uses.Select(weight => weight.Uses)], common, free);
        _weightLocals = [.. uses.Take(weights).Select(weight => weight.Magnitude)];
        _common = [.. common.Select(sums => sums.Take(free - weights).ToList())];
    }

    /// <summary>How many locals are weights, so that these and the common sums in the others save most.</summary>
    private static int MostSaved(List<int> uses, List<IReadOnlyList<CommonSum>> common, int free) =>
        Enumerable.Range(0, uses.Count + 1).MaxBy(weights =>
            uses.Take(weights).Sum() + common.Sum(sums => sums.Take(free - weights).Sum(sum => sum.Saved)));

    private List<(int Local, int Weight)> Terms(IReadOnlyList<(InputCell Cell, int Weight)> part, int group)
    {
        var terms = new List<(int Local, int Weight)>();
        foreach (var (cell, weight) in part)
        {
            if (_locals[cell] is var local && local.Group == group)
            {
                terms.Add((local.Number, weight));
            }
        }

        return terms;
    }

    /// <summary>Declarations of the locals; frequent weights get their values here, once per call.</summary>
    public IEnumerable<Statement> Declarations()
    {
        foreach (var magnitude in _weightLocals)
        {
            yield return new Assign(LaneSum.WeightLocal(magnitude), Code.Long(magnitude), "long");
        }

        var cells = _groups.Select(group => group.Count).DefaultIfEmpty().Max();
        if (cells > 0)
        {
            yield return new Declare("long", [.. Enumerable.Range(0, cells).Select(cell => Local(cell))]);
        }

        var common = _common.Select(sums => sums.Count).DefaultIfEmpty().Max();
        if (common > 0)
        {
            yield return new Declare("long", [.. Enumerable.Range(0, common).Select(sum => Common(sum))]);
        }

        if (_outputs.Any(output => output.Requantisation.Table is null))
        {
            yield return new Declare("int", [LaneRequantisation.Value]);
        }

        if (_outputs.FirstOrDefault(output => output.IsLargest) is { } largest)
        {
            foreach (var statement in LaneMaximum.Declarations(largest.Requantisation.Layout))
            {
                yield return statement;
            }
        }

        var words = _groups.Count > 1
            ? _outputs.SelectMany((output, index) => output.Parts.Select((_, part) => Word(index, part)))
            : Enumerable.Range(0, _outputs.Max(output => output.Parts.Count)).Select(part => Word(0, part));
        yield return new Declare("long", [.. words]);
    }

    /// <summary>Whether cells can move from local to local instead of being loaded again.</summary>
    public bool CanSlide(int strideX) => _groups.Count == 1 && _groups[0].Any(cell => Slides(cell, strideX));

    /// <summary>Loads before the first position of a row of sliding windows.</summary>
    public IEnumerable<Statement> RowStart(int strideX, Func<InputCell, Code> load) =>
        _groups[0].Where(cell => Slides(cell, strideX)).Select(cell => Load(cell, load));

    /// <summary>All statements of one position.</summary>
    /// <param name="strideX">Columns that the window slides; 0: every cell is loaded.</param>
    /// <param name="load">The expression that reads a packed cell.</param>
    /// <param name="store">Stores an activation expression as (lane, output channel).</param>
    public IEnumerable<Statement> Position(int strideX, Func<InputCell, Code> load, Func<int, int, Code, Statement> store)
    {
        for (var number = 0; number < Math.Max(1, _groups.Count); number++)
        {
            var group = _groups.Count == 0 ? [] : _groups[number];
            foreach (var cell in group.Where(cell => strideX == 0 || !Slides(cell, strideX)))
            {
                yield return Load(cell, load);
            }

            for (var sum = 0; _groups.Count > 0 && sum < _common[number].Count; sum++)
            {
                var (first, second, isMinus, _) = _common[number][sum];
                Code a = Local(first, group.Count), b = Local(second, group.Count);
                yield return new Assign(Common(sum), isMinus ? a - b : a + b);
            }

            foreach (var statement in _outputs.SelectMany((output, index) => Output(output, index, number, store)))
            {
                yield return statement;
            }
        }

        foreach (var cell in strideX == 0 ? [] : _groups[0].Where(cell => Slides(cell, strideX)))
        {
            yield return new Assign(Local(_locals[cell].Number), Local(_locals[cell with { Column = cell.Column + strideX }].Number));
        }
    }

    private IEnumerable<Statement> Output(
        LaneOutput output, int index, int number, Func<int, int, Code, Statement> store)
    {
        var words = new List<string>();
        for (var part = 0; part < output.Parts.Count; part++)
        {
            var word = Word(_groups.Count > 1 ? index : 0, part);
            words.Add(word);
            if (number > 0 && _terms[number][index][part].Count == 0)
            {
                continue;
            }

            Code start = number == 0 ? Code.Long(output.Requantisation.Layout.Splat(output.Requantisation.Offset(output.IsLargest ? 0 : part))) : word;
            yield return new Assign(word, LaneSum.Of(start, _groups.Count == 0 ? [] : Named(_terms[number][index][part], number), _weightLocals));
        }

        if (number < _groups.Count - 1)
        {
            yield break;
        }

        if (output.IsLargest)
        {
            foreach (var statement in words.Skip(1).SelectMany(word => LaneMaximum.Of(output.Requantisation.Layout, words[0], word)))
            {
                yield return statement;
            }

            words = words[..1];
        }

        for (var lane = 0; lane < output.Requantisation.Layout.Lanes; lane++)
        {
            foreach (var statement in output.Requantisation.Activation(words, lane, activation => store(lane, output.Channel, activation)))
            {
                yield return statement;
            }
        }
    }

    private IEnumerable<(Code Local, int Weight)> Named(List<(int Local, int Weight)> terms, int group) =>
        CommonSums.Apply(terms, _groups[group].Count, _common[group]).Select(term => ((Code)Local(term.Local, _groups[group].Count), term.Weight));

    private Assign Load(InputCell cell, Func<InputCell, Code> load) => new(Local(_locals[cell].Number), load(cell));

    private bool Slides(InputCell cell, int strideX) => _locals.ContainsKey(cell with { Column = cell.Column + strideX });

    private static IEnumerable<int> Magnitudes(IReadOnlyList<(InputCell Cell, int Weight)> part) =>
        part.Select(tap => Math.Abs(tap.Weight)).Where(LaneSum.GainsFromLocal).Distinct();

    private static string Local(int number) => "x" + number.ToString(CultureInfo.InvariantCulture);

    private static string Local(int number, int inputs) => number < inputs ? Local(number) : Common(number - inputs);

    private static string Common(int number) => "s" + number.ToString(CultureInfo.InvariantCulture);

    private static string Word(int output, int part) => string.Create(CultureInfo.InvariantCulture, $"t{output}_{part}");
}
