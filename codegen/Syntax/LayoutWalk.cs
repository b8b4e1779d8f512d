using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Codegen.Syntax;

/// <summary>
/// Walks over a method: slots for its locals, its instructions in blocks between branches, what they cost, what values on the stack save.
/// </summary>
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
    private double _units;
    private int _depth;

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

    /// <summary>Most values that lie on the evaluation stack at once: one more than there are where a local is one of them.</summary>
    public int Depth => _depth + (staysOnStack.Contains(true) ? 1 : 0);

    /// <summary>Instructions of one execution that its statements would take, but the whole method does not.</summary>
    public double SavedInstructions { get; private set; }

    /// <summary>Cost units of one execution, without branches and called methods.</summary>
    public double CostUnits =>
        _units + FrameCosts.Of(_slots.Count(type => !OperandKinds.IsArray(type)), _slots.Count(OperandKinds.IsArray));

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
                Visit(assign.Value, 0);
                Write(assign.Name);
                break;
            case Increase increase when !Increase.IsNothing(increase.Value):
                Emit(increase);
                var kind = Read(increase.Name, 0);
                Visit(Increase.Added(increase.Value), 1);
                Count(ILOpCode.Add, kind);
                Write(increase.Name);
                break;
            case Store store:
                Emit(store);
                VisitAll([store.Array, store.Index, store.Value]);
                Count(OperandKinds.StoreOf(TypeOf(store.Array)));
                break;
            case StoreSum store:
                Visit(store);
                break;
            case Call call:
                Calls.Add(call.Method);
                if (call.ClassName is { } other)
                {
                    Members.Add(new Member(other, call.Method.Name));
                }

                VisitCall(call, call.Arguments);
                break;
            case LibraryCall call:
                Members.Add(new Member(call.ClassName, call.Method));
                VisitCall(call, call.Arguments);
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

    private void VisitCall(Statement call, IReadOnlyList<Code> arguments)
    {
        Emit(call);
        Branches.AddTokens(1);
        VisitAll(arguments);
        Count(ILOpCode.Call, OperandKind.Void);
    }

    private void Visit(StoreSum store)
    {
        Emit(store);
        Branches.AddTokens(1);
        VisitAll([store.Array, store.Index, store.Value]);
        var type = TypeOf(store.Array);
        Count(ILOpCode.Ldelema);
        Count(ILOpCode.Dup);
        Count(OperandKinds.LoadAtOf(type));
        Count(ILOpCode.Add, OperandKinds.OfElement(type));
        Count(OperandKinds.StoreAtOf(type));
    }

    private void Visit(If condition)
    {
        var kind = VisitCompared(condition.Left, 0);
        if (!condition.IsZeroTest)
        {
            VisitCompared(condition.Right, 1);
        }

        var over = Branches.Jump(Over(condition, kind));
        var times = _times;
        _times = times * condition.Probability;
        VisitPart(condition.Then);
        if (condition.Else is { } otherwise)
        {
            var behind = Branches.Jump(Branch.Always(_times));
            Branches.Land(over);
            _times = times * (1 - condition.Probability);
            VisitPart(otherwise);
            over = behind;
        }

        Branches.Land(over);
        var jumped = times * (condition.Else is null ? 1 - condition.Probability : condition.Probability);
        _jumps = (Branches.Place, jumped + (_jumps.At == Branches.Place ? _jumps.Times : 0));
        _times = times;
    }

    private Branch Over(If condition, OperandKind kind) =>
        (condition.IsZeroTest, condition.Comparison) switch
        {
            (true, Comparison.Equal) => new(ILOpCode.Brtrue_s, ILOpCode.Brtrue, kind, IsBack: false, _times),
            (true, _) => new(ILOpCode.Brfalse_s, ILOpCode.Brfalse, kind, IsBack: false, _times),
            _ => new(ILOpCode.Bge_s, ILOpCode.Bge, kind, IsBack: false, _times),
        };

    private void Visit(Loop loop)
    {
        ImmutableArray<Statement> start = loop.Start is null ? [] : [loop.Start];
        var locals = Open(start);
        if (loop.Start is not null)
        {
            Visit(loop.Start);
        }

        // What would jump to a jump goes where that goes.
        var passed = _jumps.At == Branches.Place ? _jumps.Times : 0;
        SavedInstructions += passed;
        var times = _times;
        var over = Branches.Jump(Branch.Always(times - passed));
        var body = Branches.Here();
        _times = times * loop.Trips;
        Visit(loop.Body);
        if (loop.Step is not null)
        {
            Visit(loop.Step);
        }

        Branches.Land(over);
        _times = times * (loop.Trips + 1);
        var kind = VisitCompared(loop.Left, 0);
        VisitCompared(loop.Limit, 1);
        Branches.JumpBack(body, new Branch(ILOpCode.Blt_s, ILOpCode.Blt, kind, IsBack: true, _times));
        _times = times;
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

    private OperandKind VisitCompared(Code code, int depth)
    {
        Branches.Add(code.Cost.IlBytes);
        return Visit(code, depth);
    }

    private void VisitAll(IReadOnlyList<Code> codes)
    {
        for (var index = 0; index < codes.Count; index++)
        {
            Visit(codes[index], index);
        }
    }

    /// <param name="code">An expression.</param>
    /// <param name="depth">Values that lie on the stack before it is evaluated.</param>
    /// <returns>The kind of its value.</returns>
    private OperandKind Visit(Code code, int depth)
    {
        _depth = Math.Max(_depth, depth + 1);
        switch (code)
        {
            case Local local:
                return Read(local.Name, depth);
            case IntLiteral literal:
                return Count(OperandKinds.ConstantOf(literal.Value), OperandKind.Other, OperandKind.Int);
            case LongLiteral literal:
                return VisitLiteral(literal);
            case StaticField:
                Branches.AddTokens(1);
                return Count(ILOpCode.Ldsfld, OperandKind.Reference);
            case Binary binary:
                return Visit(binary, depth);
            case Sum sum:
                return Visit(sum, depth);
            case Negation negation:
                return Count(ILOpCode.Neg, Visit(negation.Operand, depth));
            case Conversion conversion:
                var operand = Visit(conversion.Operand, depth);
                var to = OperandKinds.ConversionTo(
                    conversion.Type,
                    isUnsigned: conversion.Operand is Element element && TypeOf(element.Array) is "byte[]"
                );
                return Count(to, operand, OperandKinds.After(to));
            case AsInt value:
                return Visit(value.Operand, depth);
            case Element load:
                Visit(load.Array, depth);
                Visit(load.Index, depth + 1);
                Count(OperandKinds.LoadOf(TypeOf(load.Array)));
                return OperandKinds.OfElement(TypeOf(load.Array));
            default:
                throw new ArgumentException($"no cost of a {code.GetType().Name}");
        }
    }

    private OperandKind VisitLiteral(LongLiteral literal)
    {
        if (!literal.IsConverted)
        {
            return Count(ILOpCode.Ldc_i8, OperandKind.Other, OperandKind.Long);
        }

        // A constant that is not an int is one without a sign.
        Count(OperandKinds.ConstantOf(unchecked((int)literal.Value)));
        return literal.Value > int.MaxValue
            ? Count(ILOpCode.Conv_u8, OperandKind.Int, OperandKind.ULong)
            : Count(ILOpCode.Conv_i8, OperandKind.Int, OperandKind.Long);
    }

    private OperandKind Visit(Binary binary, int depth)
    {
        if (binary.Remainder is { } only)
        {
            return Visit(only, depth);
        }

        var kind = Visit(binary.Left, depth);
        Visit(binary.Right, depth + 1);
        if (binary.MasksCount)
        {
            // The mask lies on both.
            _depth = Math.Max(_depth, depth + 3);
            Count(ILOpCode.Ldc_i4_s);
            Count(ILOpCode.And, OperandKind.Int);
        }

        return Count(OperandKinds.OpcodeOf(binary.Operator), kind);
    }

    private OperandKind Visit(Sum sum, int depth)
    {
        var starts = sum.StartsWithTerm;
        var kind = Visit(starts ? sum.Terms[0].Term : sum.First, depth);
        for (var index = starts ? 1 : 0; index < sum.Terms.Count; index++)
        {
            if (!sum.Terms[index].Term.Is(0))
            {
                Visit(sum.Terms[index].Term, depth + 1);
                Count(ILOpCode.Add, kind);
            }
        }

        return kind;
    }

    private OperandKind Read(string name, int depth)
    {
        _depth = Math.Max(_depth, depth + 1);
        if (_scope.Find(name) is not { } variable)
        {
            return OperandKind.Other;
        }

        var kind = OperandKinds.Of(variable.Type);
        if (IsOnStack(variable))
        {
            Branches.Add(-1);
            return Count(ILOpCode.Dup, OperandKind.Other, OperandKinds.Loaded(kind));
        }

        var place = variable.IsParameter ? variable.Position : _slotOf[variable.Number];
        if (place < NearSlots)
        {
            Branches.Add(-1);
        }

        return Count(
            variable.IsParameter ? Near(ILOpCode.Ldarg_0, ILOpCode.Ldarg_s, place) : Near(ILOpCode.Ldloc_0, ILOpCode.Ldloc_s, place),
            kind,
            OperandKinds.Loaded(kind)
        );
    }

    private void Write(string name)
    {
        if (_scope.Find(name) is not { } variable)
        {
            return;
        }

        var kind = OperandKinds.Of(variable.Type);
        if (variable.IsParameter)
        {
            Count(ILOpCode.Starg_s, kind);
        }
        else if (IsOnStack(variable))
        {
            // It is not stored, and its last read takes what is there.
            Branches.Add(-3);
            SavedInstructions += 2 * _times;
            _units -= _times * InstructionCosts.Of(ILOpCode.Dup);
        }
        else
        {
            var slot = _slotOf[variable.Number];
            if (slot < NearSlots)
            {
                Branches.Add(-1);
            }

            Count(Near(ILOpCode.Stloc_0, ILOpCode.Stloc_s, slot), kind);
        }
    }

    /// <summary>The instruction for a place: the first ones have their own, which follow each other.</summary>
    private static ILOpCode Near(ILOpCode first, ILOpCode other, int place) => place < NearSlots ? (ILOpCode)((int)first + place) : other;

    private OperandKind Count(ILOpCode opcode, OperandKind kind = OperandKind.Other) => Count(opcode, kind, kind);

    /// <summary>An instruction.</summary>
    /// <returns>The kind of what it leaves on the stack.</returns>
    private OperandKind Count(ILOpCode opcode, OperandKind kind, OperandKind result)
    {
        _units += _times * InstructionCosts.Of(opcode, kind);
        return result;
    }

    /// <summary>Type of an array; of one that nothing declares, as in a tree that stands for a part of a method, bytes.</summary>
    private string TypeOf(Code array) =>
        array switch
        {
            StaticField field => field.Type,
            Local local => _scope.Find(local.Name)?.Type ?? "byte[]",
            _ => throw new ArgumentException($"no array is a {array.GetType().Name}"),
        };

    private bool IsOnStack(Variable variable) => !variable.IsParameter && staysOnStack[variable.Number];
}
