using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Emulator.Loading;
using Striate.Platform;

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

    // C# compilers make a handful: one for each mix of types that conditional operators leave on the stack.
    private const int MaximumStacks = 256;

    private readonly MethodDescriptor _method;
    private readonly MethodBody _body;
    private readonly TypeSystem _types;
    private readonly ImmutableArray<TypeDescriptor> _registerTypes;
    private readonly int _zeroRegister;
    private readonly int _firstStackRegister;
    private readonly HashSet<int> _leaders = [];
    private readonly HashSet<int> _addressTaken = [];
    private readonly List<int> _offsets = [];
    private readonly List<object> _operands = [];
    private readonly Dictionary<object, int> _operandIndex = [];
    private readonly List<PendingBlock> _blocks = [];
    private readonly Dictionary<int, PendingBlock> _blockAt = [];
    private readonly Stack<PendingBlock> _work = [];
    private Operation[] _operations = new Operation[64];
    private int _operationCount;
    private IlReader _il;
    private int _maximumDepth;

    private Decoder(MethodDescriptor method, TypeSystem types)
    {
        _method = method;
        _body = method.Body!;
        _types = types;
        ImmutableArray<TypeDescriptor> self = method.IsStatic
            ? []
            : [method.Declaring.IsValueType ? method.Declaring.ReferenceTo() : method.Declaring];
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
        catch (EmulatorException refusal) when (refusal.Location == null)
        {
            throw new EmulatorException(refusal.Number, refusal.Problem) { Location = $"{method} at IL_{decoder._il.Offset:x4}" };
        }
        catch (Exception damage) when (DamagedImage.IsCause(damage))
        {
            throw new EmulatorException(
                DiagnosticNumbers.InvalidCode,
                $"invalid IL: an instruction names what does not exist ({damage.Message})",
                damage
            )
            {
                Location = $"{method} at IL_{decoder._il.Offset:x4}",
            };
        }
    }

    private MethodCode Run()
    {
        FindLeaders();
        EmitPrologue();
        Reach(0, []);
        Drain();
        ImmutableArray<Handler> handlers = [.. _body.Clauses.Select(DecodeHandler)];
        var operations = _operations.AsSpan(0, _operationCount).ToArray();
        ResolveTargets(operations);
        return new MethodCode(
            _method,
            operations,
            offsets: [.. _offsets],
            operands: [.. _operands],
            blocks: [.. _blocks.Select(block => new Block(block.Offset, block.Instructions))],
            handlers,
            registers: _firstStackRegister + Math.Max(_maximumDepth, _body.MaxStack) + 3,
            frameBytes: HeapLayout.Frame(_body.Locals.Length, _maximumDepth),
            entryUnits: FrameCosts.Of(_body.Locals.Count(local => local.IsNumber), _body.Locals.Count(local => !local.IsNumber))
        );
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

            foreach (var target in reader.SkipOperand(opcode))
            {
                _leaders.Add(target);
            }
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

    private Handler DecodeHandler(ExceptionClause clause, int index)
    {
        var filter = -1;
        StackEntry[] stack = [];
        if (clause.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter)
        {
            stack =
            [
                new StackEntry(
                    StackKind.Reference,
                    clause.Catches ?? _types.Object,
                    EntryPlace.Register,
                    _firstStackRegister,
                    0,
                    ElementKind.Void
                ),
            ];
        }

        if (clause.Kind == ExceptionRegionKind.Filter)
        {
            filter = FirstOperationOf(clause.FilterStart, stack);
        }

        var handler = FirstOperationOf(clause.HandlerStart, stack);
        return new Handler(clause, handler, filter, _firstStackRegister, _zeroRegister + 1 + index);
    }

    private int FirstOperationOf(int offset, StackEntry[] stack)
    {
        var block = Reach(offset, stack);
        Drain();
        return _blocks[block].FirstOperation;
    }

    /// <summary>The block at an offset for a stack of these kinds; queued when it is new.</summary>
    private int Reach(int offset, IReadOnlyList<StackEntry> stack)
    {
        if (offset < 0 || offset >= _body.Code.Length)
        {
            throw Invalid("a branch leaves the method");
        }

        var first = _blockAt.GetValueOrDefault(offset);
        var stacks = 0;
        for (var known = first; known != null; known = known.Next)
        {
            if (known.Takes(stack))
            {
                return known.Index;
            }

            stacks++;
        }

        if (_blocks.Count == MaximumBlocks || stacks == MaximumStacks)
        {
            throw Invalid("too many blocks");
        }

        var block = new PendingBlock(_blocks.Count, offset, [.. stack.Select(AtItsPlace)], first);
        _blocks.Add(block);
        _blockAt[offset] = block;
        _work.Push(block);
        return block.Index;
    }

    private StackEntry AtItsPlace(StackEntry entry, int depth) =>
        entry with
        {
            Place = EntryPlace.Register,
            Register = Slot(depth),
            Range = ElementKind.Void,
        };

    private void Drain()
    {
        while (_work.TryPop(out var block))
        {
            DecodeBlock(block);
        }
    }

    private void DecodeBlock(PendingBlock block)
    {
        block.FirstOperation = _operationCount;
        _forwardable = -1;
        _stack.Clear();
        _stack.AddRange(block.Stack);
        _il = new IlReader(_body.Code, block.Offset);
        Emit(OperationCode.Enter, block.Index);
        var instructions = ImmutableArray.CreateBuilder<InstructionForm>();
        bool ends;
        do
        {
            var opcode = _il.ReadOpcode();
            instructions.Add(FormOf(opcode));
            DecodeInstruction(opcode);
            ends = IlOperands.EndsBlock(opcode);
        } while (!ends && !_il.AtEnd && !_leaders.Contains(_il.Position));

        block.Instructions = instructions.ToImmutable();
        _operations[block.FirstOperation].B = instructions.Count;
        if (!ends)
        {
            EmitJump(_il.Position);
        }
    }

    // The fall-through block comes next in the work list, so a jump to a block that is still to come is not needed.
    private void EmitJump(int offset)
    {
        Settle();
        var known = _blocks.Count;
        var target = Reach(offset, _stack);
        if (target < known || _work.Peek().Index != target)
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
            if (
                operation.Code
                is OperationCode.Jump
                    or OperationCode.Leave
                    or (>= OperationCode.BranchZero and <= OperationCode.BranchGreaterOrEqualUnsignedI)
            )
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

    private static EmulatorException Invalid(string what) => new(DiagnosticNumbers.InvalidCode, $"invalid IL: {what}");

    /// <param name="index">Its number.</param>
    /// <param name="offset">First IL offset.</param>
    /// <param name="stack">What it finds on the evaluation stack.</param>
    /// <param name="next">Another block at the same offset, for another stack.</param>
    private sealed class PendingBlock(int index, int offset, StackEntry[] stack, PendingBlock? next)
    {
        public int Index { get; } = index;

        public int Offset { get; } = offset;

        public StackEntry[] Stack { get; } = stack;

        public PendingBlock? Next { get; } = next;

        public int FirstOperation { get; set; }

        public ImmutableArray<InstructionForm> Instructions { get; set; }

        public bool Takes(IReadOnlyList<StackEntry> other)
        {
            if (other.Count != Stack.Length)
            {
                return false;
            }

            for (var depth = 0; depth < Stack.Length; depth++)
            {
                if (!Stack[depth].HasShapeOf(other[depth]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
