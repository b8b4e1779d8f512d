using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>
/// Turns the IL of a method into operations of a register machine by running it over a stack of what is known about each
/// value. Loads of locals and constants are not executed but remembered, so that most IL instructions cost nothing; every
/// instruction is counted all the same, by the block it stands in. A block that is reached with differently typed stacks is
/// decoded once for each, because the device's types travel with the values.
/// </summary>
internal sealed partial class Decoder
{
    private const int MaximumBlocks = 200_000;

    private readonly MethodDescriptor _method;
    private readonly MethodBody _body;
    private readonly TypeSystem _types;
    private readonly ImmutableArray<TypeDescriptor> _registerTypes;
    private readonly int _zeroRegister;
    private readonly int _firstStackRegister;
    private readonly HashSet<int> _leaders = [];
    private readonly HashSet<int> _addressTaken = [];
    private readonly List<Operation> _operations = [];
    private readonly List<int> _offsets = [];
    private readonly List<object> _operands = [];
    private readonly Dictionary<object, int> _operandIndex = [];
    private readonly List<PendingBlock> _blocks = [];
    private readonly Dictionary<(int Offset, string Stack), int> _blockIndex = [];
    private readonly Stack<int> _work = [];
    private readonly List<(int Offset, int Opcode)> _instructions = [];
    private IlReader _il;
    private int _maximumDepth;

    private Decoder(MethodDescriptor method, TypeSystem types)
    {
        _method = method;
        _body = method.Body!;
        _types = types;
        ImmutableArray<TypeDescriptor> self = method.IsStatic ? [] :
            [method.Declaring.IsValueType ? method.Declaring.ReferenceTo() : method.Declaring];
        _registerTypes = [.. self, .. method.Parameters, .. _body.Locals];
        _zeroRegister = _registerTypes.Length;
        _firstStackRegister = _zeroRegister + 1 + _body.Clauses.Length;
    }

    /// <summary>Decodes a method, or says why nanoFramework would not run it.</summary>
    public static MethodCode Decode(MethodDescriptor method, TypeSystem types)
    {
        var decoder = new Decoder(method, types);
        try
        {
            MethodLimits.Check(method);
            return decoder.Run();
        }
        catch (EmulatorException refusal) when (refusal.Place == null)
        {
            throw new EmulatorException(refusal.Number, refusal.Problem)
            {
                Place = $"{method} at IL_{decoder._il.Offset:x4}",
            };
        }
    }

    private MethodCode Run()
    {
        FindLeaders();
        EmitPrologue();
        Reach(0, []);
        Drain();
        var handlers = _body.Clauses.Select(DecodeHandler).ToImmutableArray();
        var operations = _operations.ToArray();
        ResolveTargets(operations);
        return new MethodCode
        {
            Method = _method,
            Operations = operations,
            Offsets = [.. _offsets],
            Operands = [.. _operands],
            Blocks = [.. _blocks.Select(block => new Block(block.Offset, block.Instructions, BlockCost.OfAll(block.Instructions)))],
            Entries = new long[_blocks.Count],
            Handlers = [.. handlers.Select(ResolveHandler)],
            Arguments = _method.ArgumentCount,
            FrameBytes = HeapLayout.Frame(_body.Locals.Length, _maximumDepth),
            Registers = _firstStackRegister + Math.Max(_maximumDepth, _body.MaxStack) + 2,
        };
    }

    private void FindLeaders()
    {
        var reader = new IlReader(_body.Code, 0);
        while (!reader.AtEnd)
        {
            var opcode = reader.ReadOpcode();
            _il = reader;
            if (opcode is ILOpCode.Ldloca or ILOpCode.Ldloca_s)
            {
                var local = opcode == ILOpCode.Ldloca ? reader.ReadUInt16() : reader.ReadByte();
                _addressTaken.Add(_method.ArgumentCount + local);
                continue;
            }

            if (opcode is ILOpCode.Ldarga or ILOpCode.Ldarga_s)
            {
                _addressTaken.Add(opcode == ILOpCode.Ldarga ? reader.ReadUInt16() : reader.ReadByte());
                continue;
            }

            _leaders.UnionWith(reader.SkipOperand(opcode));
        }

        foreach (var clause in _body.Clauses)
        {
            _leaders.UnionWith([clause.HandlerStart, clause.Kind == ExceptionRegionKind.Filter ? clause.FilterStart : clause.HandlerStart]);
        }
    }

    // Struct locals are objects on the device's heap, made when the frame is (Execution.cpp, InitializeLocals).
    private void EmitPrologue()
    {
        for (var register = _method.ArgumentCount; register < _registerTypes.Length; register++)
        {
            if (_registerTypes[register].Kind == ElementKind.Struct)
            {
                Emit(OperationCode.NewLocalStruct, register, immediate: Operand(_registerTypes[register]));
            }
        }
    }

    private (int Handler, int Filter) DecodeHandler(ExceptionClause clause)
    {
        var filter = -1;
        StackEntry[] stack = [];
        if (clause.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter)
        {
            stack = [new StackEntry(StackKind.Reference, clause.Catches ?? _types.Object, EntryPlace.Register, _firstStackRegister, 0, ElementKind.Void)];
        }

        if (clause.Kind == ExceptionRegionKind.Filter)
        {
            filter = Reach(clause.FilterStart, stack);
            Drain();
        }

        var handler = Reach(clause.HandlerStart, stack);
        Drain();
        return (handler, filter);
    }

    private Handler ResolveHandler((int Handler, int Filter) targets, int index) => new(
        _body.Clauses[index],
        _blocks[targets.Handler].FirstOperation,
        targets.Filter < 0 ? -1 : _blocks[targets.Filter].FirstOperation,
        _firstStackRegister,
        _zeroRegister + 1 + index);

    /// <summary>The block at an offset for a stack of these kinds; queued when it is new.</summary>
    private int Reach(int offset, IReadOnlyList<StackEntry> stack)
    {
        if (offset < 0 || offset >= _body.Code.Length)
        {
            throw Invalid("a branch leaves the method");
        }

        var shape = string.Join(';', stack.Select(entry => $"{entry.Kind}:{entry.Type}"));
        if (!_blockIndex.TryGetValue((offset, shape), out var index))
        {
            if (_blocks.Count == MaximumBlocks)
            {
                throw Invalid("too many blocks");
            }

            index = _blocks.Count;
            _blocks.Add(new PendingBlock(offset, [.. stack.Select((entry, depth) => entry with
            {
                Place = EntryPlace.Register, Register = _firstStackRegister + depth, Range = ElementKind.Void,
            })]));
            _blockIndex.Add((offset, shape), index);
            _work.Push(index);
        }

        return index;
    }

    private void Drain()
    {
        while (_work.TryPop(out var index))
        {
            DecodeBlock(index);
        }
    }

    private void DecodeBlock(int index)
    {
        var block = _blocks[index];
        block.FirstOperation = _operations.Count;
        _forwardable = -1;
        _stack.Clear();
        _stack.AddRange(block.Stack);
        _instructions.Clear();
        _il = new IlReader(_body.Code, block.Offset);
        Emit(OperationCode.Enter, index);
        do
        {
            var opcode = _il.ReadOpcode();
            _instructions.Add((_il.Offset, (int)opcode));
            DecodeInstruction(opcode);
            if (IlOperands.EndsBlock(opcode))
            {
                block.Close(_instructions);
                SetEnterCount(block);
                return;
            }
        }
        while (!_il.AtEnd && !_leaders.Contains(_il.Position));

        block.Close(_instructions);
        SetEnterCount(block);
        EmitJump(_il.Position);
    }

    private void SetEnterCount(PendingBlock block) =>
        _operations[block.FirstOperation] = _operations[block.FirstOperation] with { B = block.Instructions.Length };

    // The fall-through block comes next in the work list, so a jump to a block that is still to come is not needed.
    private void EmitJump(int offset)
    {
        Settle();
        var known = _blocks.Count;
        var target = Reach(offset, _stack);
        if (target < known || _work.Peek() != target)
        {
            EmitBranch(OperationCode.Jump, target);
        }
    }

    private void EmitBranch(OperationCode code, int target, int b = 0, int c = 0, long immediate = 0) =>
        Emit(code, ~target, b, c, immediate);

    // Until all blocks have their place, branches hold the complement of a block number.
    private void ResolveTargets(Operation[] operations)
    {
        for (var index = 0; index < operations.Length; index++)
        {
            ref var operation = ref operations[index];
            if (operation.Code is OperationCode.Jump or OperationCode.Leave
                or (>= OperationCode.BranchZero and <= OperationCode.BranchGreaterOrEqualUnsignedI))
            {
                operation.A = _blocks[~operation.A].FirstOperation;
            }
            else if (operation.Code == OperationCode.Switch)
            {
                var targets = (int[])_operands[(int)operation.Immediate];
                for (var target = 0; target < targets.Length; target++)
                {
                    targets[target] = _blocks[~targets[target]].FirstOperation;
                }
            }
        }
    }

    private static EmulatorException Invalid(string what) => new(EmulatorDiagnostics.InvalidCode, $"invalid IL: {what}");

    private sealed class PendingBlock(int offset, StackEntry[] stack)
    {
        public int Offset { get; } = offset;

        public StackEntry[] Stack { get; } = stack;

        public int FirstOperation { get; set; }

        public ImmutableArray<(int Offset, int Opcode)> Instructions { get; private set; } = [];

        public void Close(List<(int Offset, int Opcode)> instructions) => Instructions = [.. instructions];
    }
}
