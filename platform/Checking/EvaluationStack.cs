using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>
/// Follows every path of a method to know the depth of its evaluation stack and the kinds of values there. The depth in
/// the method's header is not believed: the metadata processor ignores it too, and counts for itself.
/// </summary>
internal sealed class EvaluationStack
{
    private readonly MethodImage _method;
    private readonly StackEffects _effects;
    private readonly Dictionary<int, int> _indexOfOffset;
    private readonly ImmutableStack<StackValue>?[] _before;
    private readonly Queue<int> _pending = new();

    private EvaluationStack(CheckedAssembly assembly, MethodImage method)
    {
        _method = method;
        _effects = new StackEffects(assembly.Reader, method);
        _indexOfOffset = method.Instructions.Select((instruction, index) => (instruction.Offset, index)).ToDictionary();
        _before = new ImmutableStack<StackValue>?[method.Instructions.Length];
        Run();
    }

    /// <summary>Entries at the deepest point.</summary>
    public int Depth { get; private set; }

    /// <summary>Simulates a method with a body.</summary>
    /// <exception cref="BadImageFormatException">A branch goes nowhere, or paths meet with different depths.</exception>
    public static EvaluationStack Of(CheckedAssembly assembly, MethodImage method) => new(assembly, method);

    /// <summary>The topmost value before an instruction; null where it is never reached or the stack is empty.</summary>
    public StackValue? TopBefore(int index) => _before[index] is { IsEmpty: false } stack ? stack.Peek() : null;

    private void Run()
    {
        Enter(0, []);
        foreach (var region in _method.Handlers)
        {
            ImmutableStack<StackValue> thrown = [new StackValue(StackKind.Other)];
            var handlesException = region.Kind is ExceptionRegionKind.Catch or ExceptionRegionKind.Filter;
            Enter(region.HandlerOffset, handlesException ? thrown : []);
            if (region.Kind == ExceptionRegionKind.Filter)
            {
                Enter(region.FilterOffset, thrown);
            }
        }

        while (_pending.TryDequeue(out var index))
        {
            Step(index);
        }
    }

    private void Step(int index)
    {
        var instruction = _method.Instructions[index];
        var after = _effects.Apply(instruction, _before[index]!);
        Depth = Math.Max(Depth, after.Count());
        switch (Opcodes.Get(instruction.Opcode).FlowControl)
        {
            case FlowControl.Branch:
                var leaves = instruction.Opcode is ILOpCode.Leave or ILOpCode.Leave_s;
                Enter((int)instruction.Operand, leaves ? [] : after);
                break;
            case FlowControl.Cond_Branch:
                foreach (var target in instruction.Targets)
                {
                    Enter(target, after);
                }

                if (instruction.Opcode != ILOpCode.Switch)
                {
                    Enter((int)instruction.Operand, after);
                }

                Continue(index, after);
                break;
            case FlowControl.Return or FlowControl.Throw:
                break;
            default:
                Continue(index, after);
                break;
        }
    }

    private void Continue(int index, ImmutableStack<StackValue> stack)
    {
        if (index + 1 == _method.Instructions.Length)
        {
            throw new BadImageFormatException($"{_method.Location}: the code runs over its end");
        }

        Meet(index + 1, stack);
    }

    private void Enter(int offset, ImmutableStack<StackValue> stack) =>
        Meet(
            _indexOfOffset.TryGetValue(offset, out var index)
                ? index
                : throw new BadImageFormatException($"{_method.Location}: a branch goes to IL_{offset:X4}, where no instruction begins"),
            stack
        );

    private void Meet(int index, ImmutableStack<StackValue> stack)
    {
        if (_before[index] is not { } known)
        {
            _before[index] = stack;
            _pending.Enqueue(index);
            return;
        }

        if (known.Count() != stack.Count())
        {
            throw new BadImageFormatException(
                $"{_method.Location}: paths meet at IL_{_method.Instructions[index].Offset:X4} with different stacks"
            );
        }

        if (!known.SequenceEqual(stack))
        {
            var both = known.Zip(stack, (one, other) => one.Or(other)).Reverse();
            var met = both.Aggregate(ImmutableStack<StackValue>.Empty, (result, value) => result.Push(value));
            if (!met.SequenceEqual(known))
            {
                _before[index] = met;
                _pending.Enqueue(index);
            }
        }
    }
}
