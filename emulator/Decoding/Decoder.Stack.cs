using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>The decoder's stack: what is where, and when it has to be put into a register.</summary>
internal sealed partial class Decoder
{
    private readonly List<StackEntry> _stack = [];

    /// <summary>Index of the last operation when its result may still be sent straight to a local; -1 otherwise.</summary>
    private int _forwardable = -1;

    private int Emit(OperationCode code, int a = 0, int b = 0, int c = 0, long immediate = 0)
    {
        if (_operationCount == _operations.Length)
        {
            Array.Resize(ref _operations, 2 * _operationCount);
        }

        _operations[_operationCount] = new Operation
        {
            Code = code,
            A = a,
            B = b,
            C = c,
            Immediate = immediate,
        };
        _offsets.Add(_il.Offset);
        return _operationCount++;
    }

    private int Operand(object operand)
    {
        if (!_operandIndex.TryGetValue(operand, out var index))
        {
            index = _operands.Count;
            _operands.Add(operand);
            _operandIndex.Add(operand, index);
        }

        return index;
    }

    private int Slot(int depth) => _firstStackRegister + depth;

    private StackEntry Pop()
    {
        if (_stack.Count == 0)
        {
            throw Invalid("the evaluation stack is empty");
        }

        var entry = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return entry;
    }

    private void Push(StackEntry entry)
    {
        if (_stack.Count == HeapLayout.StackEntries(_body.Locals.Length, _body.MaxStack))
        {
            throw Invalid($"the evaluation stack is deeper than a frame has room for where the method declares {_body.MaxStack}");
        }

        _stack.Add(entry);
        _maximumDepth = Math.Max(_maximumDepth, _stack.Count);
    }

    private void PushConstant(StackKind kind, long value) =>
        Push(new StackEntry(kind, null, EntryPlace.Constant, 0, value, RangeOf(kind, value)));

    private void PushRegister(int register, StackKind kind, TypeDescriptor? type, ElementKind range = ElementKind.Void) =>
        Push(new StackEntry(kind, type, EntryPlace.Register, register, 0, range));

    /// <summary>Emits an operation whose result goes onto the stack; a following store may redirect it.</summary>
    private void EmitResult(
        OperationCode code,
        StackKind kind,
        int b,
        int c = 0,
        long immediate = 0,
        TypeDescriptor? type = null,
        ElementKind range = ElementKind.Void
    )
    {
        var slot = Slot(_stack.Count);
        _forwardable = Emit(code, slot, b, c, immediate);
        PushRegister(slot, kind, type, range);
    }

    /// <summary>A register that holds the value; what is not in one goes to the place on the stack that it was popped from.</summary>
    private int Register(StackEntry entry) => Register(entry, Slot(_stack.Count));

    private int Register(StackEntry entry, int scratch)
    {
        if (entry.Place == EntryPlace.Register)
        {
            return entry.Register;
        }

        MoveTo(entry, scratch);
        return scratch;
    }

    private void MoveTo(StackEntry entry, int register)
    {
        switch (entry.Place)
        {
            case EntryPlace.Constant when entry.Kind == StackKind.Reference:
                Emit(OperationCode.LoadNull, register);
                break;
            case EntryPlace.Constant:
                Emit(OperationCode.LoadConstant, register, immediate: entry.Value);
                break;
            case EntryPlace.RegisterPlusConstant:
                Emit(OperationCode.AddInt32I, register, entry.Register, immediate: entry.Value);
                break;
            default:
                if (entry.Register != register)
                {
                    Emit(MoveOf(entry), register, entry.Register);
                }

                break;
        }
    }

    private static OperationCode MoveOf(StackEntry entry) =>
        entry.Kind switch
        {
            StackKind.Reference or StackKind.Struct => OperationCode.MoveReference,
            StackKind.Address => entry.Type?.Kind == ElementKind.Struct ? OperationCode.MoveReference : OperationCode.MoveAddress,
            _ => OperationCode.MoveNumber,
        };

    /// <summary>Puts every value into the register of its place on the stack, as blocks expect them.</summary>
    private void Settle() => Settle(0);

    private void Settle(int first)
    {
        for (var depth = first; depth < _stack.Count; depth++)
        {
            Settle(depth, Slot(depth));
        }
    }

    private void Settle(int depth, int register)
    {
        var entry = _stack[depth];
        MoveTo(entry, register);
        _stack[depth] = entry with { Place = EntryPlace.Register, Register = register };
        _forwardable = -1;
    }

    /// <summary>Before a register is overwritten: values on the stack that stand for it get their own copies.</summary>
    private void Release(int register)
    {
        for (var depth = 0; depth < _stack.Count; depth++)
        {
            if (_stack[depth].Place != EntryPlace.Constant && _stack[depth].Register == register)
            {
                Settle(depth, Slot(depth));
            }
        }
    }

    private bool StandsOnStack(int register) => _stack.Any(entry => entry.Place != EntryPlace.Constant && entry.Register == register);

    /// <summary>Pops a value into a local or argument.</summary>
    private void StoreRegister(int register)
    {
        var type = _registerTypes[register];
        var entry = Normalise(Pop(), type);
        var aliased = StandsOnStack(register);
        var last = _operationCount - 1;
        if (
            _forwardable == last
            && entry.Place == EntryPlace.Register
            && _operations[last].A == entry.Register
            && entry.Register >= _firstStackRegister
            && !aliased
            && !StandsOnStack(entry.Register)
            && Fits(entry, type)
        )
        {
            _operations[last].A = register;
            _forwardable = -1;
            return;
        }

        // The scratch register of the popped value stays untouched while others are settled below it.
        Release(register);
        if (Fits(entry, type))
        {
            MoveTo(entry, register);
        }
        else
        {
            Emit(NarrowingTo(type.Kind), register, Register(entry));
        }

        _forwardable = -1;
    }

    /// <summary>A register with the value as a field, element or argument of this type holds it.</summary>
    private int RegisterFor(StackEntry entry, TypeDescriptor type, int scratch)
    {
        entry = Normalise(entry, type);
        if (Fits(entry, type))
        {
            return Register(entry, scratch);
        }

        Emit(NarrowingTo(type.Kind), scratch, Register(entry, scratch));
        return scratch;
    }

    private static StackEntry Normalise(StackEntry entry, TypeDescriptor type) =>
        entry.Place == EntryPlace.Constant && entry.IsInteger && type.IsNumber
            ? entry with
            {
                Value = NumberForms.Narrow(entry.Value, type.Kind),
                Kind = StackEntry.KindOf(type),
                Range = type.Kind,
            }
            : entry;

    /// <summary>Whether the register form of the value is already that of the type.</summary>
    private static bool Fits(StackEntry entry, TypeDescriptor type) =>
        !type.IsNumber
        || type.Kind switch
        {
            ElementKind.Int32 => entry.Kind != StackKind.UInt32 || entry.Range is not (ElementKind.Void or ElementKind.UInt32),
            ElementKind.UInt32 => entry.Kind == StackKind.UInt32
                || entry.Range is ElementKind.Boolean or ElementKind.Byte or ElementKind.UInt16 or ElementKind.Char,
            ElementKind.SByte => entry.Range is ElementKind.SByte or ElementKind.Boolean,
            ElementKind.Byte or ElementKind.Boolean => entry.Range is ElementKind.Byte or ElementKind.Boolean,
            ElementKind.Int16 => entry.Range is ElementKind.Int16 or ElementKind.SByte or ElementKind.Byte or ElementKind.Boolean,
            ElementKind.UInt16 or ElementKind.Char => entry.Range
                is ElementKind.UInt16
                    or ElementKind.Char
                    or ElementKind.Byte
                    or ElementKind.Boolean,
            _ => true,
        };

    private static OperationCode NarrowingTo(ElementKind kind) =>
        kind switch
        {
            ElementKind.SByte => OperationCode.ToSByte,
            ElementKind.Byte or ElementKind.Boolean => OperationCode.ToByte,
            ElementKind.Int16 => OperationCode.ToInt16,
            ElementKind.UInt16 or ElementKind.Char => OperationCode.ToUInt16,
            ElementKind.UInt32 => OperationCode.ToUInt32,
            _ => OperationCode.ToInt32,
        };

    private static ElementKind RangeOf(StackKind kind, long value) =>
        kind > StackKind.UInt64
            ? ElementKind.Void
            : value switch
            {
                0 or 1 => ElementKind.Boolean,
                >= 0 and <= 127 => ElementKind.Byte,
                >= 0 and <= 255 => ElementKind.Byte,
                >= -128 and < 0 => ElementKind.SByte,
                >= -32768 and < 0 => ElementKind.Int16,
                >= 0 and <= 32767 => ElementKind.UInt16,
                <= 65535 and > 0 => ElementKind.UInt16,
                _ => ElementKind.Void,
            };
}
