using Striate.Codegen.Arithmetic;
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

    /// <summary>By group and output: a local and its weight.</summary>
    private readonly List<(Code Local, int Weight)>[][] _terms;

    public LiteralBlock(IReadOnlyList<LiteralOutput> outputs)
    {
        _outputs = outputs;
        var cells = outputs
            .SelectMany(output => output.Taps)
            .Select(tap => tap.Cell)
            .Distinct()
            .OrderBy(cell => cell.Channel)
            .ThenBy(cell => cell.Row)
            .ThenBy(cell => cell.Column)
            .ToList();
        var groupSize = cells.Count <= MaximumLocals ? MaximumLocals : MaximumLocals - outputs.Count;
        _groups = [.. cells.Chunk(groupSize).Select(group => group.ToList())];
        var groupOf = new Dictionary<InputCell, int>();
        for (var group = 0; group < _groups.Count; group++)
        {
            for (var local = 0; local < _groups[group].Count; local++)
            {
                (_locals[_groups[group][local]], groupOf[_groups[group][local]]) = (local, group);
            }
        }

        _terms = [.. Enumerable.Range(0, Math.Max(1, _groups.Count)).Select(_ => outputs.Select(_ => new List<(Code, int)>()).ToArray())];
        for (var output = 0; output < outputs.Count; output++)
        {
            foreach (var (cell, weight) in outputs[output].Taps)
            {
                _terms[groupOf[cell]][output].Add((NumberedLocal.Node('x', _locals[cell]), weight));
            }
        }
    }

    /// <summary>Declarations of the locals that statements of <see cref="Position"/> name.</summary>
    /// <param name="requantisation">Null for logits, which are stored without a local.</param>
    public IEnumerable<Statement> Declarations(Requantisation? requantisation)
    {
        if (_groups.Count > 0)
        {
            yield return new Declare("int", [.. Enumerable.Range(0, _groups.Max(group => group.Count)).Select(Local)]);
        }

        if (_groups.Count > 1)
        {
            yield return new Declare("int", [.. Enumerable.Range(0, _outputs.Count).Select(Accumulator)]);
        }
        else if (requantisation is not null)
        {
            yield return new Declare("int", ["t"]);
        }
    }

    /// <summary>The window slides when everything fits into locals: a cell moves left instead of being loaded again.</summary>
    /// <param name="strideX">Columns that the window moves.</param>
    public bool CanSlide(int strideX) =>
        _groups.Count == 1 && _groups[0].Any(cell => _locals.ContainsKey(cell with { Column = cell.Column + strideX }));

    /// <summary>Loads before the first window of a row of sliding windows.</summary>
    public IEnumerable<Statement> RowStart(int strideX, Func<InputCell, Code> load) =>
        _groups[0].Where(cell => Slides(cell, strideX)).Select(cell => (Statement)new Assign(Local(_locals[cell]), load(cell)));

    /// <summary>All statements of one position.</summary>
    /// <param name="strideX">Columns that the window slides; 0: every cell is loaded.</param>
    /// <param name="load">The expression that reads a cell.</param>
    /// <param name="requantisation">Null for logits.</param>
    /// <param name="store">The statement that stores an expression as an output channel.</param>
    public IEnumerable<Statement> Position(
        int strideX,
        Func<InputCell, Code> load,
        Requantisation? requantisation,
        Func<int, Code, Statement> store
    )
    {
        foreach (var (group, number) in _groups.DefaultIfEmpty([]).Select((group, number) => (group, number)))
        {
            foreach (var cell in group.Where(cell => strideX == 0 || !Slides(cell, strideX)))
            {
                yield return (Statement)new Assign(Local(_locals[cell]), load(cell));
            }

            foreach (var statement in Outputs(number, requantisation, store))
            {
                yield return statement;
            }
        }

        foreach (var cell in strideX == 0 ? [] : _groups[0].Where(cell => Slides(cell, strideX)))
        {
            yield return new Assign(Local(_locals[cell]), Local(_locals[cell with { Column = cell.Column + strideX }]));
        }
    }

    private IEnumerable<Statement> Outputs(int number, Requantisation? requantisation, Func<int, Code, Statement> store)
    {
        for (var index = 0; index < _outputs.Count; index++)
        {
            var output = _outputs[index];
            var target = _groups.Count > 1 ? Accumulator(index) : "t";
            var sum = LiteralSum.Of(number == 0 ? null : (Code)target, _terms[number][index]);
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
        LiteralOutput output,
        string target,
        Code total,
        Requantisation? requantisation,
        Func<int, Code, Statement> store
    )
    {
        if (requantisation is null)
        {
            yield return store(output.Channel, total.Plus(output.Bias));
            yield break;
        }

        foreach (
            var statement in RequantisationText.Literal(
                target,
                total,
                output.Bias,
                RequantisationStep.Of(requantisation, output.Channel),
                output.Range.Minimum,
                output.Range.Maximum,
                requantisation.Minimum,
                requantisation.Maximum
            )
        )
        {
            yield return statement;
        }

        yield return store(output.Channel, target);
    }

    private bool Slides(InputCell cell, int strideX) => _locals.ContainsKey(cell with { Column = cell.Column + strideX });

    private static string Local(int number) => NumberedLocal.Name('x', number);

    private static string Accumulator(int number) => NumberedLocal.Name('t', number);
}
