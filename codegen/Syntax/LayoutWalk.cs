using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>Walks over a method: slots for its locals, its instructions in blocks between branches, what values on the stack save.</summary>
/// <param name="parameters">The method's.</param>
/// <param name="staysOnStack">Of each local, by number, whether it needs no slot.</param>
internal sealed class LayoutWalk(ImmutableArray<Parameter> parameters, bool[] staysOnStack)
{
    /// <summary>The first slots, and the first parameters where they are read, are named by the instruction itself.</summary>
    private const int NearSlots = 4;

    private readonly Scope _scope = new(parameters);
    private readonly List<string> _slots = [];
    private readonly int[] _slotOf = new int[staysOnStack.Length];
    private double _times = 1;

    // How often what stands next is jumped to, while nothing else stands before it.
    private (int At, double Times) _jumps = (-1, 0);

    /// <summary>The method's instructions.</summary>
    public BranchLayout Branches { get; } = new();

    /// <summary>The methods of generated code that are called.</summary>
    public HashSet<KernelMethod> Calls { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>The methods of other classes that are called.</summary>
    public HashSet<Member> Members { get; } = [];

    /// <summary>Types of the slots of locals.</summary>
    public ImmutableArray<string> Slots => [.. _slots];

    /// <summary>Instructions of one execution that its statements would take, but the whole method does not.</summary>
    public double SavedInstructions { get; private set; }

    /// <summary>Their cost units.</summary>
    public double SavedCostUnits { get; private set; }

    /// <summary>A block; the method's body is one.</summary>
    public void Visit(ImmutableArray<Statement> block)
    {
        var locals = Open(block);
        foreach (var statement in block)
        {
            Visit(statement);
        }

        _scope.Close(locals);
    }

    /// <summary>Every local has a slot of its own, also where another one is out of sight.</summary>
    private ImmutableArray<(string Name, Variable Local)> Open(ImmutableArray<Statement> block)
    {
        var locals = _scope.Open(block);
        foreach (var (_, local) in locals.Where(local => !staysOnStack[local.Local.Number]))
        {
            _slotOf[local.Number] = _slots.Count;
            _slots.Add(local.Type);
        }

        return locals;
    }

    private void Visit(Statement statement)
    {
        switch (statement)
        {
            case Assign assign:
                Emit(assign);
                Visit(assign.Value);
                Write(assign.Name);
                break;
            case Increase increase when !Increase.IsNothing(increase.Value):
                Emit(increase);
                Read(increase.Name);
                Visit(increase.Value);
                Write(increase.Name);
                break;
            case Store store:
                Emit(store);
                VisitAll([store.Array, store.Index, store.Value]);
                break;
            case StoreSum store:
                Emit(store);
                Branches.AddTokens(1);
                VisitAll([store.Array, store.Index, store.Value]);
                break;
            case Call call:
                Calls.Add(call.Method);
                if (call.ClassName is { } other)
                {
                    Members.Add(new Member(other, call.Method.Name));
                }

                Emit(call);
                Branches.AddTokens(1);
                VisitAll(call.Arguments);
                break;
            case LibraryCall call:
                Members.Add(new Member(call.ClassName, call.Method));
                Emit(call);
                Branches.AddTokens(1);
                VisitAll(call.Arguments);
                break;
            case If condition: Visit(condition); break;
            case Loop loop: Visit(loop); break;
            case Block block: Visit(block.Body); break;
            default: break;
        }
    }

    private void Visit(If condition)
    {
        VisitCompared(condition.Left);
        if (!condition.IsZeroTest)
        {
            VisitCompared(condition.Right);
        }

        var over = Branches.Jump(isConditional: true);
        var times = _times;
        _times = times * condition.Probability;
        VisitPart(condition.Then);
        _times = times * (1 - condition.Probability);
        if (condition.Else is { } otherwise)
        {
            var behind = Branches.Jump(isConditional: false);
            Branches.Land(over);
            VisitPart(otherwise);
            over = behind;
        }

        Branches.Land(over);
        var jumped = times * (condition.Else is null ? 1 - condition.Probability : condition.Probability);
        _jumps = (Branches.Place, jumped + (_jumps.At == Branches.Place ? _jumps.Times : 0));
        _times = times;
    }

    private void Visit(Loop loop)
    {
        ImmutableArray<Statement> start = loop.Start is null ? [] : [loop.Start];
        var locals = Open(start);
        if (loop.Start is not null)
        {
            Visit(loop.Start);
        }

        if (_jumps.At == Branches.Place)
        {
            // What would jump to a jump goes where that goes.
            Save(_jumps.Times, ILOpCode.Br_s);
        }

        var times = _times;
        var over = Branches.Jump(isConditional: false);
        var body = Branches.Here();
        _times = times * loop.Trips;
        Visit(loop.Body);
        if (loop.Step is not null)
        {
            Visit(loop.Step);
        }

        _times = times;
        Branches.Land(over);
        VisitCompared(loop.Left);
        VisitCompared(loop.Limit);
        Branches.JumpBack(body);
        _scope.Close(locals);
    }

    private void VisitPart(Statement statement)
    {
        if (statement is Block block)
        {
            Visit(block.Body);
        }
        else
        {
            Visit(statement);
        }
    }

    /// <summary>The bytes that a statement without branches takes while every local is far.</summary>
    private void Emit(Statement statement) => Branches.Add(statement.Cost.IlBytes);

    private void VisitCompared(Code code)
    {
        Branches.Add(code.Cost.IlBytes);
        Visit(code);
    }

    private void VisitAll(IReadOnlyList<Code> codes)
    {
        for (var index = 0; index < codes.Count; index++)
        {
            Visit(codes[index]);
        }
    }

    private void Visit(Code code)
    {
        switch (code)
        {
            case Local local: Read(local.Name); break;
            case StaticField: Branches.AddTokens(1); break;
            case Binary binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case Sum sum:
                Visit(sum.First);
                for (var index = 0; index < sum.Terms.Count; index++)
                {
                    Visit(sum.Terms[index].Term);
                }

                break;
            case Negation negation: Visit(negation.Operand); break;
            case Conversion conversion: Visit(conversion.Operand); break;
            case AsInt value: Visit(value.Operand); break;
            case Element element:
                Visit(element.Array);
                Visit(element.Index);
                break;
            default: break;
        }
    }

    private void Read(string name)
    {
        if (_scope.Find(name) is { } variable && (IsOnStack(variable) || (variable.IsParameter ? variable.Position : _slotOf[variable.Number]) < NearSlots))
        {
            Branches.Add(-1);
        }
    }

    private void Write(string name)
    {
        if (_scope.Find(name) is not { IsParameter: false } variable)
        {
            return;
        }

        if (IsOnStack(variable))
        {
            // It is not stored, and its last read takes what is there.
            Branches.Add(-3);
            Save(_times, ILOpCode.Stloc_s);
            Save(_times, ILOpCode.Ldloc_s);
        }
        else if (_slotOf[variable.Number] < NearSlots)
        {
            Branches.Add(-1);
        }
    }

    private void Save(double times, ILOpCode opcode)
    {
        SavedInstructions += times;
        SavedCostUnits += times * InstructionCosts.Of(opcode);
    }

    private bool IsOnStack(Variable variable) => !variable.IsParameter && staysOnStack[variable.Number];
}
