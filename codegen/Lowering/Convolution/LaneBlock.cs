using System.Globalization;
using Striate.Codegen.Syntax;

namespace Striate.Codegen.Lowering;

/// <summary>One output channel of a lane block: its taps in parts, each summed in a word of its own.</summary>
/// <param name="Channel">Output channel.</param>
/// <param name="Parts">Taps of each part.</param>
/// <param name="Requantisation">Offsets and the way out of the lanes.</param>
internal sealed record LaneOutput(
    int Channel,
    IReadOnlyList<IReadOnlyList<(InputCell Cell, int Weight)>> Parts,
    LaneRequantisation Requantisation
)
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
    private readonly IReadOnlyList<LaneOutput> _outputs;
    private readonly LaneTerms _terms;

    /// <param name="outputs">The channels.</param>
    /// <param name="terms">The same channels' taps, taken apart.</param>
    public LaneBlock(IReadOnlyList<LaneOutput> outputs, LaneTerms terms) => (_outputs, _terms) = (outputs, terms);

    /// <summary>Parameters of the method for the weights.</summary>
    public IEnumerable<Parameter> Weights => _terms.Weights.Select(LaneSum.Weight);

    /// <summary>Declarations of the locals.</summary>
    public IEnumerable<Statement> Declarations()
    {
        var cells = _terms.Groups.Select(group => group.Count).DefaultIfEmpty().Max();
        if (cells > 0)
        {
            yield return new Declare("long", [.. Enumerable.Range(0, cells).Select(cell => Local(cell))]);
        }

        var common = _terms.Common.Select(sums => sums.Count).DefaultIfEmpty().Max();
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

        var words =
            _terms.Groups.Count > 1
                ? _outputs.SelectMany((output, index) => output.Parts.Select((_, part) => Word(index, part)))
                : Enumerable.Range(0, _outputs.Max(output => output.Parts.Count)).Select(part => Word(0, part));
        yield return new Declare("long", [.. words]);
    }

    /// <summary>Whether cells can move from local to local instead of being loaded again.</summary>
    public bool CanSlide(int strideX) => _terms.Groups.Count == 1 && _terms.Groups[0].Any(cell => Slides(cell, strideX));

    /// <summary>Loads before the first position of a row of sliding windows.</summary>
    public IEnumerable<Statement> RowStart(int strideX, Func<InputCell, Code> load) =>
        _terms.Groups[0].Where(cell => Slides(cell, strideX)).Select(cell => Load(cell, load));

    /// <summary>All statements of one position.</summary>
    /// <param name="strideX">Columns that the window slides; 0: every cell is loaded.</param>
    /// <param name="load">The expression that reads a packed cell.</param>
    /// <param name="store">Stores an activation expression as (lane, output channel).</param>
    public IEnumerable<Statement> Position(int strideX, Func<InputCell, Code> load, Func<int, int, Code, Statement> store)
    {
        for (var number = 0; number < Math.Max(1, _terms.Groups.Count); number++)
        {
            var group = _terms.Groups.Count == 0 ? [] : _terms.Groups[number];
            foreach (var cell in group.Where(cell => strideX == 0 || !Slides(cell, strideX)))
            {
                yield return Load(cell, load);
            }

            for (var sum = 0; _terms.Groups.Count > 0 && sum < _terms.Common[number].Count; sum++)
            {
                var (first, second, isMinus, _) = _terms.Common[number][sum];
                Code a = Local(first, group.Count),
                    b = Local(second, group.Count);
                yield return new Assign(Common(sum), isMinus ? a - b : a + b);
            }

            foreach (var statement in _outputs.SelectMany((output, index) => Output(output, index, number, store)))
            {
                yield return statement;
            }
        }

        foreach (var cell in strideX == 0 ? [] : _terms.Groups[0].Where(cell => Slides(cell, strideX)))
        {
            yield return new Assign(
                Local(_terms.Locals[cell].Number),
                Local(_terms.Locals[cell with { Column = cell.Column + strideX }].Number)
            );
        }
    }

    private IEnumerable<Statement> Output(LaneOutput output, int index, int number, Func<int, int, Code, Statement> store)
    {
        var words = new List<string>();
        for (var part = 0; part < output.Parts.Count; part++)
        {
            var word = Word(_terms.Groups.Count > 1 ? index : 0, part);
            words.Add(word);
            if (number > 0 && !_terms.Reads(number, index, part))
            {
                continue;
            }

            Code start =
                number == 0
                    ? Code.Long(output.Requantisation.Layout.Splat(output.Requantisation.Offset(output.IsLargest ? 0 : part)))
                    : word;
            yield return new Assign(word, LaneSum.Of(start, _terms.Groups.Count == 0 ? [] : _terms.Products(number, index, part)));
        }

        if (number < _terms.Groups.Count - 1)
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

    private Assign Load(InputCell cell, Func<InputCell, Code> load) => new(Local(_terms.Locals[cell].Number), load(cell));

    private bool Slides(InputCell cell, int strideX) => _terms.Locals.ContainsKey(cell with { Column = cell.Column + strideX });

    private static string Local(int number) => NumberedLocal.Name('x', number);

    private static string Local(int number, int inputs) => number < inputs ? Local(number) : Common(number - inputs);

    private static string Common(int number) => NumberedLocal.Name('s', number);

    private static string Word(int output, int part) => string.Create(CultureInfo.InvariantCulture, $"t{output}_{part}");
}
