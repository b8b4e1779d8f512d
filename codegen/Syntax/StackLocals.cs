using System.Collections.Immutable;

namespace Striate.Codegen.Syntax;

/// <summary>
/// The locals that the optimising compiler leaves on the evaluation stack: read only where nothing else is there, and nowhere
/// across a branch or a label. It writes no local, duplicates the value for every read but the last, and takes it there.
/// Positions count the nodes of a method in the order of evaluation; a value spans those from where it is written, or read
/// before, to where it is read.
/// </summary>
internal sealed class StackLocals
{
    private readonly Scope _scope;
    private readonly List<List<(int Start, int End)>?> _values = [];
    private readonly List<(int Start, int End)> _jumps = [];
    private int _position;
    private int _lastLabel;

    private StackLocals(ImmutableArray<Parameter> parameters) => _scope = new Scope(parameters);

    /// <summary>Of each local, by number, whether it stays on the stack.</summary>
    public static bool[] Of(ImmutableArray<Parameter> parameters, ImmutableArray<Statement> body)
    {
        var walk = new StackLocals(parameters);
        walk.Visit(body);
        return walk.Compatible();
    }

    /// <summary>
    /// Shorter values come first; a local goes to a slot where one of its values would have to be taken from below another one.
    /// </summary>
    private bool[] Compatible()
    {
        var isOnStack = _values.Select(values => values is { Count: > 0 }).ToArray();
        var kept = new List<(int Start, int End)>();
        var all = _values.SelectMany((values, local) => (values ?? []).Select(value => (Local: local, value.Start, value.End)));
        foreach (var (local, start, end) in all.OrderBy(value => value.End - value.Start).ThenBy(value => value.End))
        {
            if (!isOnStack[local])
            {
                continue;
            }

            bool Includes(int position) => start <= position && position <= end;
            bool Crosses(int position) => start < position && position < end;
            if (
                _jumps.Exists(jump => Includes(jump.Start) != Includes(jump.End))
                || kept.Exists(other => Crosses(other.Start) != Crosses(other.End))
            )
            {
                isOnStack[local] = false;
            }
            else
            {
                kept.Add((start, end));
            }
        }

        return isOnStack;
    }

    private void Visit(ImmutableArray<Statement> block)
    {
        var locals = _scope.Open(block);
        foreach (var _ in locals)
        {
            _values.Add([]);
        }

        foreach (var statement in block)
        {
            Visit(statement);
            _position++;
        }

        _scope.Close(locals);
    }

    private void Visit(Statement statement)
    {
        switch (statement)
        {
            case Assign assign:
                _position++;
                Visit(assign.Value, 0);
                Write(assign.Name);
                break;
            case Increase increase when !Increase.IsNothing(increase.Value):
                _position++;
                Read(increase.Name, 0, isOnTop: false);
                Visit(increase.Value, 1);
                _position++;
                Write(increase.Name);
                break;
            case Store store:
                VisitAll([store.Array, store.Index, store.Value]);
                _position++;
                break;
            case StoreSum store:
                VisitAll([store.Array, store.Index, store.Value]);
                _position++;
                break;
            case Call call:
                VisitAll(call.Arguments);
                break;
            case LibraryCall call:
                VisitAll(call.Arguments);
                break;
            case If condition:
                Visit(condition);
                break;
            case Loop loop:
                Visit(loop);
                break;
            case Block block:
                Visit(block.Body);
                break;
            default:
                break;
        }
    }

    private void Visit(If condition)
    {
        VisitAll([condition.Left, condition.Right]);
        _position++;
        var over = _position;
        VisitPart(condition.Then);
        if (condition.Else is null)
        {
            Jump(over);
            return;
        }

        var behind = _position;
        _position++;
        Jump(over);
        VisitPart(condition.Else);
        Jump(behind);
    }

    private void Visit(Loop loop)
    {
        var start = loop.Start is null ? [] : _scope.Open([loop.Start]);
        foreach (var _ in start)
        {
            _values.Add([]);
        }

        if (loop.Start is not null)
        {
            Visit(loop.Start);
            _position++;
        }

        var over = _position;
        _position++;
        Label();
        Visit(loop.Body);
        Label();
        if (loop.Step is not null)
        {
            Visit(loop.Step);
            _position++;
        }

        Jump(over);
        VisitAll([loop.Left, loop.Limit]);
        _position++;
        Label();
        _position++;
        Label();
        _scope.Close(start);
    }

    private void VisitPart(Statement statement)
    {
        Visit(statement is Block block ? block.Body : [statement]);
        _position++;
    }

    /// <summary>Expressions whose values come to lie on each other.</summary>
    private void VisitAll(IReadOnlyList<Code> codes)
    {
        for (var index = 0; index < codes.Count; index++)
        {
            Visit(codes[index], index, index > 0 ? codes[index - 1] : null);
        }
    }

    private void Visit(Code code, int depth, Code? top = null)
    {
        switch (code)
        {
            case Local local:
                Read(local.Name, depth, top is Local other && other.Name == local.Name);
                break;
            case Binary binary:
                Visit(binary.Left, depth, top);
                Visit(binary.Right, depth + 1, binary.Left);
                break;
            case Sum sum:
                Visit(sum.First, depth, top);
                for (var index = 0; index < sum.Terms.Count; index++)
                {
                    Visit(sum.Terms[index].Term, depth + 1, index == 0 ? sum.First : null);
                    _position++;
                }

                break;
            case Negation negation:
                Visit(negation.Operand, depth, top);
                break;
            case Conversion conversion:
                Visit(conversion.Operand, depth, top);
                break;
            case AsInt value:
                Visit(value.Operand, depth, top);
                break;
            case Element element:
                Visit(element.Array, depth, top);
                Visit(element.Index, depth + 1, element.Array);
                break;
            default:
                break;
        }

        _position++;
    }

    private void Read(string name, int depth, bool isOnTop)
    {
        if (_scope.Find(name) is not { IsParameter: false } local || _values[local.Number] is not { } values)
        {
            return;
        }

        if (values.Count == 0 || (depth > 0 && !isOnTop))
        {
            _values[local.Number] = null;
            return;
        }

        values[^1] = (values[^1].Start, _position);
        values.Add((_position, _position));
    }

    private void Write(string name)
    {
        if (_scope.Find(name) is { IsParameter: false } local)
        {
            _values[local.Number]?.Add((_position, _position));
        }

        _position++;
    }

    /// <summary>A jump from a position to here.</summary>
    private void Jump(int from) => _jumps.Add((from, _position));

    /// <summary>A place that is jumped to from behind: nothing may be on the stack.</summary>
    private void Label()
    {
        _jumps.Add((_lastLabel, _position));
        _lastLabel = _position;
    }
}
