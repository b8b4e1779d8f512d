using System.Collections.Immutable;

namespace Striate.Codegen.Syntax;

/// <summary>A parameter or a local of a method, by the order of declarations: two loops may each have a local of one name.</summary>
/// <param name="Number">Among the locals, in the order in which blocks open; -1 for a parameter.</param>
/// <param name="Type">Its type.</param>
/// <param name="Position">Of a parameter among the parameters; 0 for a local.</param>
internal sealed record Variable(int Number, string Type, int Position = 0)
{
    public bool IsParameter => Number < 0;
}

/// <summary>
/// The variables that a walk over a method sees. As the compiler does, all locals of a block are declared where it opens.
/// </summary>
internal sealed class Scope
{
    private readonly Dictionary<string, Variable> _visible = new(StringComparer.Ordinal);

    public Scope(ImmutableArray<Parameter> parameters)
    {
        foreach (var (parameter, position) in parameters.Select((parameter, position) => (parameter, position)))
        {
            _visible.Add(parameter.Name, new Variable(-1, parameter.Type, position));
        }
    }

    /// <summary>Locals that were declared so far.</summary>
    public int Locals { get; private set; }

    /// <summary>The variable of a name; null where nothing declares it, as in a tree that stands for a part of a method.</summary>
    public Variable? Find(string name) => _visible.GetValueOrDefault(name);

    /// <summary>Declares the locals of a block.</summary>
    /// <returns>Their names, for <see cref="Close"/>, and they.</returns>
    public ImmutableArray<(string Name, Variable Local)> Open(ImmutableArray<Statement> block)
    {
        var locals = ImmutableArray.CreateBuilder<(string, Variable)>();
        foreach (var statement in block)
        {
            switch (statement)
            {
                case Assign { Type: { } type } assign:
                    locals.Add(Declare(assign.Name, type));
                    break;
                case Declare declare:
                    locals.AddRange(declare.Names.Select(name => Declare(name, declare.Type)));
                    break;
                default:
                    break;
            }
        }

        return locals.DrainToImmutable();
    }

    /// <summary>The block ends: its locals are gone.</summary>
    public void Close(ImmutableArray<(string Name, Variable Local)> locals)
    {
        foreach (var (name, _) in locals)
        {
            _visible.Remove(name);
        }
    }

    private (string Name, Variable Local) Declare(string name, string type)
    {
        var local = new Variable(Locals++, type);
        _visible.Add(name, local);
        return (name, local);
    }
}
