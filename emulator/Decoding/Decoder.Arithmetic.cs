using System.Reflection.Metadata;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>
/// Arithmetic, conversions and comparisons. The left operand's kind decides, as in CLR_RT_HeapBlock::NumericAdd and its kin.
/// </summary>
internal sealed partial class Decoder
{
    private bool DecodeArithmetic(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Add or ILOpCode.Add_ovf or ILOpCode.Add_ovf_un:
                Add();
                break;
            case ILOpCode.Sub or ILOpCode.Sub_ovf or ILOpCode.Sub_ovf_un:
                Subtract();
                break;
            case ILOpCode.Mul or ILOpCode.Mul_ovf or ILOpCode.Mul_ovf_un:
                Binary(ArithmeticTable.Multiply, true);
                break;
            case ILOpCode.Div:
                Binary(ArithmeticTable.Divide, false);
                break;
            case ILOpCode.Div_un:
                Binary(ArithmeticTable.DivideUnsigned, false);
                break;
            case ILOpCode.Rem:
                Binary(ArithmeticTable.Remainder, false);
                break;
            case ILOpCode.Rem_un:
                Binary(ArithmeticTable.RemainderUnsigned, false);
                break;
            case ILOpCode.Shl:
                Binary(ArithmeticTable.ShiftLeft, false);
                break;
            case ILOpCode.Shr:
                Binary(ArithmeticTable.ShiftRight, false);
                break;
            case ILOpCode.Shr_un:
                Binary(ArithmeticTable.ShiftRightUnsigned, false);
                break;
            case ILOpCode.And:
                Bitwise(ArithmeticTable.And);
                break;
            case ILOpCode.Or:
                Bitwise(ArithmeticTable.Or);
                break;
            case ILOpCode.Xor:
                Bitwise(ArithmeticTable.Xor);
                break;
            case ILOpCode.Neg:
                Negate();
                break;
            case ILOpCode.Not:
                Complement();
                break;
            default:
                return false;
        }

        return true;
    }

    private void Add()
    {
        if (
            _stack.Count >= 2
            && _stack[^1] is { Place: EntryPlace.Constant, Kind: StackKind.Int32 } constant
            && _stack[^2] is { Place: EntryPlace.Register, Kind: StackKind.Int32 } left
        )
        {
            Pop();
            Pop();
            Push(left with { Place = EntryPlace.RegisterPlusConstant, Value = constant.Value, Range = ElementKind.Void });
            return;
        }

        Binary(ArithmeticTable.Add, true);
    }

    private void Subtract()
    {
        if (
            _stack.Count >= 2
            && _stack[^1] is { Place: EntryPlace.Constant, Kind: StackKind.Int32 } constant
            && _stack[^2] is { Place: EntryPlace.Register, Kind: StackKind.Int32 } left
        )
        {
            Pop();
            Pop();
            Push(left with { Place = EntryPlace.RegisterPlusConstant, Value = -constant.Value, Range = ElementKind.Void });
            return;
        }

        Binary(ArithmeticTable.Subtract, false);
    }

    private void Binary(in ArithmeticOperation operation, bool commutes)
    {
        var (right, left) = (Pop(), Pop());
        var kind = left.Kind;
        var choice = operation.For(kind) ?? throw Invalid("arithmetic on something that is not a number");
        if (right.Place == EntryPlace.Constant && choice.WithConstant is { } withConstant)
        {
            EmitResult(withConstant, kind, Register(left), immediate: right.Value);
        }
        else if (commutes && left.Place == EntryPlace.Constant && choice.WithConstant is { } swapped)
        {
            EmitResult(swapped, kind, Register(right, Slot(_stack.Count + 1)), immediate: left.Value);
        }
        else
        {
            EmitResult(choice.Code, kind, Register(left), Register(right, Slot(_stack.Count + 1)));
            if (kind == StackKind.Int32 && choice.Code is (OperationCode.DivideUnsignedInt32 or OperationCode.RemainderUnsignedInt32))
            {
                ExtendResult(ElementKind.Int32);
            }
        }
    }

    // Brings the result on top of the stack into the register form of its type.
    private void ExtendResult(ElementKind kind)
    {
        var slot = _stack[^1].Register;
        _forwardable = Emit(NarrowingTo(kind), slot, slot);
    }

    // Bits of differently extended registers are brought back into the left operand's form afterwards.
    private void Bitwise(in ArithmeticOperation operation)
    {
        var (right, left) = (Pop(), Pop());
        if (!left.IsInteger || !right.IsInteger)
        {
            throw Invalid("bitwise operation on something that is not an integer");
        }

        var mixed = left.Kind != right.Kind && left.Kind is (StackKind.Int32 or StackKind.UInt32);
        var range = !mixed && left.Range == right.Range ? left.Range : ElementKind.Void;
        Push(left);
        Push(right);
        Binary(operation, true);
        if (mixed)
        {
            ExtendResult(left.Kind == StackKind.UInt32 ? ElementKind.UInt32 : ElementKind.Int32);
        }

        _stack[^1] = _stack[^1] with { Range = range };
    }

    private void Negate()
    {
        var entry = Pop();
        var code = ArithmeticTable.Negate.For(entry.Kind)?.Code ?? throw Invalid("negation of something that is not a number");
        if (entry is { Place: EntryPlace.Constant, Kind: StackKind.Int32 or StackKind.Int64 })
        {
            PushConstant(entry.Kind, entry.Kind == StackKind.Int32 ? (int)-entry.Value : -entry.Value);
            return;
        }

        EmitResult(code, entry.Kind, Register(entry));
    }

    private void Complement()
    {
        var entry = Pop();
        EmitResult(OperationCode.Not, entry.Kind, Register(entry));
        if (entry.Kind == StackKind.UInt32)
        {
            ExtendResult(ElementKind.UInt32);
        }
    }

    private bool DecodeConversion(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Conv_i1 or ILOpCode.Conv_ovf_i1 or ILOpCode.Conv_ovf_i1_un:
                ConvertTo(ElementKind.SByte);
                break;
            case ILOpCode.Conv_u1 or ILOpCode.Conv_ovf_u1 or ILOpCode.Conv_ovf_u1_un:
                ConvertTo(ElementKind.Byte);
                break;
            case ILOpCode.Conv_i2 or ILOpCode.Conv_ovf_i2 or ILOpCode.Conv_ovf_i2_un:
                ConvertTo(ElementKind.Int16);
                break;
            case ILOpCode.Conv_u2 or ILOpCode.Conv_ovf_u2 or ILOpCode.Conv_ovf_u2_un:
                ConvertTo(ElementKind.UInt16);
                break;
            case ILOpCode.Conv_i4
            or ILOpCode.Conv_ovf_i4
            or ILOpCode.Conv_ovf_i4_un
            or ILOpCode.Conv_i
            or ILOpCode.Conv_ovf_i
            or ILOpCode.Conv_ovf_i_un:
                ConvertTo(ElementKind.Int32);
                break;
            case ILOpCode.Conv_u4
            or ILOpCode.Conv_ovf_u4
            or ILOpCode.Conv_ovf_u4_un
            or ILOpCode.Conv_u
            or ILOpCode.Conv_ovf_u
            or ILOpCode.Conv_ovf_u_un:
                ConvertTo(ElementKind.UInt32);
                break;
            case ILOpCode.Conv_i8 or ILOpCode.Conv_ovf_i8:
                ConvertToInt64(StackKind.Int64, false);
                break;
            case ILOpCode.Conv_u8 or ILOpCode.Conv_ovf_u8:
                ConvertToInt64(StackKind.UInt64, true);
                break;
            case ILOpCode.Conv_ovf_i8_un:
                ConvertToInt64(StackKind.Int64, true);
                break;
            case ILOpCode.Conv_ovf_u8_un:
                ConvertToInt64(StackKind.UInt64, true);
                break;
            case ILOpCode.Conv_r4:
                ConvertToFloat(StackKind.Single, false);
                break;
            case ILOpCode.Conv_r8:
                ConvertToFloat(StackKind.Double, false);
                break;
            case ILOpCode.Conv_r_un:
                ConvertToFloat(StackKind.Double, true);
                break;
            default:
                return false;
        }

        return true;
    }

    private void ConvertTo(ElementKind target)
    {
        var entry = Pop();
        if (entry.Kind == StackKind.Address)
        {
            Push(entry);
            return;
        }

        var kind = target == ElementKind.UInt32 ? StackKind.UInt32 : StackKind.Int32;
        if (entry.Place == EntryPlace.Constant && entry.IsInteger)
        {
            PushConstant(kind, NumberForms.Narrow(entry.Value, target));
            return;
        }

        var range = target is ElementKind.Int32 or ElementKind.UInt32 ? ElementKind.Void : target;
        entry = FloatToInt64(entry);
        if (entry.Kind == StackKind.Int32 && target == ElementKind.Int32)
        {
            Push(entry);
        }
        else if (entry.Kind == StackKind.UInt32 && target == ElementKind.UInt32)
        {
            Push(entry);
        }
        else
        {
            EmitResult(NarrowingTo(target), kind, Register(entry), range: range);
        }
    }

    private void ConvertToInt64(StackKind kind, bool zeroExtend)
    {
        var entry = Pop();
        if (entry.Place == EntryPlace.Constant && entry.IsInteger)
        {
            PushConstant(kind, entry.Kind == StackKind.Int32 && zeroExtend ? (uint)entry.Value : entry.Value);
            return;
        }

        entry = FloatToInt64(entry);
        if (entry.Kind == StackKind.Int32 && zeroExtend)
        {
            EmitResult(OperationCode.ToUInt32, kind, Register(entry));
        }
        else
        {
            var register = Register(entry);
            PushRegister(register, kind, null);
        }
    }

    private StackEntry FloatToInt64(StackEntry entry)
    {
        if (!entry.IsFloat)
        {
            return entry;
        }

        var code = entry.Kind == StackKind.Single ? OperationCode.SingleToInt64 : OperationCode.DoubleToInt64;
        EmitResult(code, StackKind.Int64, Register(entry));
        return Pop();
    }

    private void ConvertToFloat(StackKind kind, bool unsigned)
    {
        var entry = Pop();
        if (entry.IsFloat)
        {
            if (entry.Kind == kind)
            {
                Push(entry);
            }
            else
            {
                EmitResult(kind == StackKind.Single ? OperationCode.DoubleToSingle : OperationCode.SingleToDouble, kind, Register(entry));
            }

            return;
        }

        var register = Register(entry);
        if (unsigned && entry.Kind == StackKind.Int32)
        {
            Emit(OperationCode.ToUInt32, Slot(_stack.Count), register);
            register = Slot(_stack.Count);
        }

        var wide = entry.Kind == StackKind.UInt64 || (unsigned && entry.Kind == StackKind.Int64);
        var code = (kind, wide) switch
        {
            (StackKind.Single, true) => OperationCode.UInt64ToSingle,
            (StackKind.Single, false) => OperationCode.Int64ToSingle,
            (_, true) => OperationCode.UInt64ToDouble,
            _ => OperationCode.Int64ToDouble,
        };
        EmitResult(code, kind, register);
    }
}
