using System.Globalization;
using Striate.Codegen.Syntax;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;

namespace Striate.Codegen.Lowering;

/// <summary>One input value that the code of a position keeps in a local.</summary>
/// <param name="Row">Row in the window.</param>
/// <param name="Column">Column in the window.</param>
/// <param name="Channel">Input channel.</param>
internal readonly record struct InputCell(int Row, int Column, int Channel);

/// <summary>One output value: the taps that make it.</summary>
/// <param name="Channel">Output channel.</param>
/// <param name="Bias">Its bias.</param>
/// <param name="Taps">Inputs and weights, none zero.</param>
/// <param name="Range">Its accumulator's range, bias included.</param>
internal sealed record LiteralOutput(int Channel, int Bias, IReadOnlyList<(InputCell Cell, int Weight)> Taps, AccumulatorRange Range);

/// <summary>
/// The statements that compute some output channels at one position, weights as literals. When the inputs do not fit
/// into the locals at once, they are loaded in groups and every output has an accumulator of its own.
/// </summary>
internal sealed class LiteralBlock
{
    /// <summary>Output channels per class: each may need an accumulator.</summary>
    public const int MaximumOutputs = 64;

    /// <summary>Locals of a method, with room for indices and for what the compiler adds; the platform's limit is 252.</summary>
    private const int MaximumLocals = 232;

    private readonly IReadOnlyList<LiteralOutput> _outputs;
    private readonly List<List<InputCell>> _groups;
    private readonly Dictionary<InputCell, int> _locals = [];

    public LiteralBlock(IReadOnlyList<LiteralOutput> outputs)
    {
        _outputs = outputs;
        var cells = outputs.SelectMany(output => output.Taps).Select(tap => tap.Cell).Distinct()
            .OrderBy(cell => cell.Channel).ThenBy(cell => cell.Row).ThenBy(cell => cell.Column).ToList();
        var groupSize = cells.Count <= MaximumLocals ? MaximumLocals : MaximumLocals - outputs.Count;
        _groups = [.. cells.Chunk(groupSize).Select(group => group.ToList())];
        foreach (var group in _groups)
        {
            for (var local = 0; local < group.Count; local++)
            {
                _locals[group[local]] = local;
            }
        }
    }

    /// <summary>Declarations of the locals.</summary>
    public IEnumerable<Statement> Declarations()
    {
        yield return new Declare("int", [.. Enumerable.Range(0, Math.Max(1, _groups.Select(group => group.Count).DefaultIfEmpty().Max())).Select(Local)]);
        yield return new Declare("int", _groups.Count > 1 ? [.. Enumerable.Range(0, _outputs.Count).Select(Accumulator)] : ["t"]);
    }

    /// <summary>The window slides when everything fits into locals: a cell moves left instead of being loaded again.</summary>
    /// <param name="strideX">Columns that the window moves.</param>
    public bool CanSlide(int strideX) => _groups.Count == 1 && _groups[0].Any(cell => _locals.ContainsKey(cell with { Column = cell.Column + strideX }));

    /// <summary>Loads before the first window of a row of sliding windows.</summary>
    public IEnumerable<Statement> RowStart(int strideX, Func<InputCell, Code> load) =>
        _groups[0].Where(cell => Slides(cell, strideX)).Select(cell => (Statement)new Assign(Local(_locals[cell]), load(cell)));

    /// <summary>All statements of one position.</summary>
    /// <param name="strideX">Columns that the window slides; 0: every cell is loaded.</param>
    /// <param name="load">The expression that reads a cell.</param>
    /// <param name="requantisation">Null for logits.</param>
    /// <param name="store">The statement that stores an expression as an output channel.</param>
    public IEnumerable<Statement> Position(
        int strideX, Func<InputCell, Code> load, Requantisation? requantisation, Func<int, Code, Statement> store)
    {
        foreach (var (group, number) in _groups.DefaultIfEmpty([]).Select((group, number) => (group, number)))
        {
            foreach (var cell in group.Where(cell => strideX == 0 || !Slides(cell, strideX)))
            {
                yield return (Statement)new Assign(Local(_locals[cell]), load(cell));
            }

            foreach (var statement in Outputs(group, number, requantisation, store))
            {
                yield return statement;
            }
        }

        foreach (var cell in strideX == 0 ? [] : _groups[0].Where(cell => Slides(cell, strideX)))
        {
            yield return new Assign(Local(_locals[cell]), Local(_locals[cell with { Column = cell.Column + strideX }]));
        }
    }

    private IEnumerable<Statement> Outputs(
        List<InputCell> group, int number, Requantisation? requantisation, Func<int, Code, Statement> store)
    {
        var members = group.ToHashSet();
        for (var index = 0; index < _outputs.Count; index++)
        {
            var output = _outputs[index];
            var target = _groups.Count > 1 ? Accumulator(index) : "t";
            var sum = LiteralSum.Of(number == 0 ? null : (Code)target, output.Taps.Where(tap => members.Contains(tap.Cell))
                .Select(tap => (Local(_locals[tap.Cell]), tap.Weight)));
            if (number < _groups.Count - 1)
            {
                yield return new Assign(target, sum);
                continue;
            }

            foreach (var statement in Finish(output, target, sum, requantisation, store))
            {
                yield return statement;
            }
        }
    }

    private static IEnumerable<Statement> Finish(
        LiteralOutput output, string target, Code total, Requantisation? requantisation, Func<int, Code, Statement> store)
    {
        if (requantisation is null)
        {
            yield return store(output.Channel, total.Plus(output.Bias));
            yield break;
        }

        foreach (var statement in RequantisationText.Literal(
            target, total, output.Bias, requantisation.Multipliers[output.Channel], requantisation.Shifts[output.Channel],
            output.Range.Minimum, output.Range.Maximum, requantisation.Minimum, requantisation.Maximum))
        {
            yield return statement;
        }

        yield return store(output.Channel, target);
    }

    private bool Slides(InputCell cell, int strideX) => _locals.ContainsKey(cell with { Column = cell.Column + strideX });

    private static string Local(int number) => "x" + number.ToString(CultureInfo.InvariantCulture);

    private static string Accumulator(int number) => "t" + number.ToString(CultureInfo.InvariantCulture);
}
