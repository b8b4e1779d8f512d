using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Striate.Emulator.Libraries;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>One IL instruction after the other.</summary>
internal sealed partial class Decoder
{
    private void DecodeInstruction(ILOpCode opcode)
    {
        if (
            DecodeLoadOrStore(opcode)
            || DecodeConstant(opcode)
            || DecodeArithmetic(opcode)
            || DecodeConversion(opcode)
            || DecodeComparison(opcode)
            || DecodeBranch(opcode)
            || DecodeField(opcode)
            || DecodeArray(opcode)
            || DecodeIndirection(opcode)
            || DecodeCall(opcode)
            || DecodeObject(opcode)
        )
        {
            return;
        }

        throw new EmulatorException(
            DiagnosticNumbers.UnsupportedInstruction,
            $"nanoFramework's interpreter does not implement '{opcode.ToString().ToLowerInvariant().Replace('_', '.')}'"
        );
    }

    /// <summary>The type named by a <c>constrained.</c> prefix that the next call uses up.</summary>
    private TypeDescriptor? _constrained;

    private EntityHandle ReadToken() => (EntityHandle)MetadataTokens.Handle(_il.ReadInt32());

    private bool DecodeLoadOrStore(ILOpCode opcode)
    {
        var locals = _method.ArgumentCount;
        switch (opcode)
        {
            case >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3:
                LoadRegister(opcode - ILOpCode.Ldarg_0);
                break;
            case >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3:
                LoadRegister(locals + (opcode - ILOpCode.Ldloc_0));
                break;
            case >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3:
                StoreRegister(Checked(locals + (opcode - ILOpCode.Stloc_0)));
                break;
            case ILOpCode.Ldarg_s:
                LoadRegister(_il.ReadByte());
                break;
            case ILOpCode.Ldarg:
                LoadRegister(_il.ReadUInt16());
                break;
            case ILOpCode.Starg_s:
                StoreRegister(Checked(_il.ReadByte()));
                break;
            case ILOpCode.Starg:
                StoreRegister(Checked(_il.ReadUInt16()));
                break;
            case ILOpCode.Ldloc_s:
                LoadRegister(locals + _il.ReadByte());
                break;
            case ILOpCode.Ldloc:
                LoadRegister(locals + _il.ReadUInt16());
                break;
            case ILOpCode.Stloc_s:
                StoreRegister(Checked(locals + _il.ReadByte()));
                break;
            case ILOpCode.Stloc:
                StoreRegister(Checked(locals + _il.ReadUInt16()));
                break;
            case ILOpCode.Ldarga_s:
                LoadAddress(_il.ReadByte());
                break;
            case ILOpCode.Ldarga:
                LoadAddress(_il.ReadUInt16());
                break;
            case ILOpCode.Ldloca_s:
                LoadAddress(locals + _il.ReadByte());
                break;
            case ILOpCode.Ldloca:
                LoadAddress(locals + _il.ReadUInt16());
                break;
            default:
                return false;
        }

        return true;
    }

    private int Checked(int register) => register < _registerTypes.Length ? register : throw Invalid("a local or argument does not exist");

    private void LoadRegister(int register)
    {
        var type = _registerTypes[Checked(register)];
        switch (type.Kind)
        {
            case ElementKind.Struct:
                EmitResult(OperationCode.CloneStruct, StackKind.Struct, register, type: type);
                break;
            case ElementKind.ByReference:
                PushRegister(register, StackKind.Address, type.Element);
                break;
            default:
                PushRegister(
                    register,
                    StackEntry.KindOf(type),
                    type.IsReference ? type : null,
                    type.IsNumber ? type.Kind : ElementKind.Void
                );
                break;
        }

        // What an address may reach can change behind the decoder's back.
        if (_addressTaken.Contains(register) && type.Kind != ElementKind.Struct)
        {
            Settle(_stack.Count - 1);
        }
    }

    private void LoadAddress(int register)
    {
        var type = _registerTypes[Checked(register)];
        if (type.Kind == ElementKind.Struct)
        {
            PushRegister(register, StackKind.Address, type);
            Settle(_stack.Count - 1);
        }
        else
        {
            var code = type.IsNumber ? OperationCode.AddressOfRegisterNumber : OperationCode.AddressOfRegisterReference;
            EmitResult(code, StackKind.Address, register, type: type);
        }
    }

    private bool DecodeConstant(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Nop or ILOpCode.Break or ILOpCode.Volatile or ILOpCode.Tail:
                break;
            case ILOpCode.Unaligned:
                _il.ReadByte();
                break;
            case ILOpCode.Constrained:
                _constrained = _body.Image.TypeOf(ReadToken());
                break;
            case ILOpCode.Ldnull:
                PushConstant(StackKind.Reference, 0);
                break;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8:
                PushConstant(StackKind.Int32, (int)opcode - (int)ILOpCode.Ldc_i4_0);
                break;
            case ILOpCode.Ldc_i4_s:
                PushConstant(StackKind.Int32, _il.ReadSByte());
                break;
            case ILOpCode.Ldc_i4:
                PushConstant(StackKind.Int32, _il.ReadInt32());
                break;
            case ILOpCode.Ldc_i8:
                PushConstant(StackKind.Int64, _il.ReadInt64());
                break;
            case ILOpCode.Ldc_r4:
                PushConstant(StackKind.Single, _il.ReadInt32());
                break;
            case ILOpCode.Ldc_r8:
                PushConstant(StackKind.Double, _il.ReadInt64());
                break;
            case ILOpCode.Ldstr:
                var text = StringLibrary.Ended(_body.Image.StringOf(_il.ReadInt32()));
                EmitResult(OperationCode.LoadString, StackKind.Reference, 0, immediate: Operand(text), type: _types.String);
                break;
            case ILOpCode.Dup:
                Duplicate();
                break;
            case ILOpCode.Pop:
                Pop();
                break;
            default:
                return false;
        }

        return true;
    }

    private void Duplicate()
    {
        if (_stack.Count > 0 && _stack[^1].Place == EntryPlace.RegisterPlusConstant)
        {
            Settle(_stack.Count - 1);
        }

        var top = Pop();
        Push(top);
        Push(top);
    }

    private bool DecodeBranch(ILOpCode opcode)
    {
        switch (opcode)
        {
            case ILOpCode.Br or ILOpCode.Br_s:
                EmitJump(_il.ReadBranch(opcode));
                return true;
            case ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s:
                BranchOnValue(_il.ReadBranch(opcode), opcode is ILOpCode.Brtrue or ILOpCode.Brtrue_s);
                return true;
            case ILOpCode.Switch:
                var value = Register(Pop());
                var targets = _il.ReadSwitch();
                MethodLimits.Check(Limits.SwitchTargets, targets.Length);
                Settle();
                var fallThrough = _il.Position;
                var index = Emit(OperationCode.Switch, 0, value);
                var blocks = targets.Select(target => ~Reach(target, _stack)).ToArray();
                _operations[index].Immediate = _operands.Count;
                _operands.Add(blocks);
                EmitJump(fallThrough);
                return true;
            case ILOpCode.Ret:
                DecodeReturn();
                return true;
            case ILOpCode.Leave or ILOpCode.Leave_s:
                DecodeLeave(_il.ReadBranch(opcode));
                return true;
            case ILOpCode.Throw:
                Emit(OperationCode.Throw, 0, Register(Pop()));
                return true;
            case ILOpCode.Rethrow:
                Emit(OperationCode.Rethrow, 0, _zeroRegister + 1 + EnclosingCatch());
                return true;
            case ILOpCode.Endfinally:
                Emit(OperationCode.EndFinally);
                return true;
            case ILOpCode.Endfilter:
                Emit(OperationCode.EndFilter, 0, Register(Pop()));
                return true;
            default:
                return false;
        }
    }

    private void BranchOnValue(int target, bool whenTrue)
    {
        var entry = Pop();
        var register = Register(entry);
        Settle();
        var code = entry.Kind switch
        {
            StackKind.Reference => whenTrue ? OperationCode.BranchNotNull : OperationCode.BranchNull,
            StackKind.Single or StackKind.Double => whenTrue ? OperationCode.BranchFloatNonZero : OperationCode.BranchFloatZero,
            _ => whenTrue ? OperationCode.BranchNonZero : OperationCode.BranchZero,
        };
        EmitConditional(code, target, register, entry.Kind == StackKind.Single ? 1 : 0);
    }

    // The condition's target is queued first, so that the fall-through block is decoded next and needs no jump.
    private void EmitConditional(OperationCode code, int target, int b, int c, long immediate = 0)
    {
        EmitBranch(code, Reach(target, _stack), b, c, immediate);
        EmitJump(_il.Position);
    }

    private void DecodeReturn()
    {
        var returns = _method.Returns;
        if (returns.Kind == ElementKind.Void)
        {
            Emit(OperationCode.Return);
            return;
        }

        var entry = Pop();
        var register = RegisterFor(entry, returns, Slot(_stack.Count));
        var code =
            returns.IsNumber ? OperationCode.ReturnNumber
            : returns.Kind == ElementKind.ByReference ? OperationCode.ReturnAddress
            : OperationCode.ReturnReference;
        Emit(code, 0, register);
    }

    private void DecodeLeave(int target)
    {
        _stack.Clear();
        var from = _il.Offset;
        var crossed = Enumerable
            .Range(0, _body.Clauses.Length)
            .Where(index =>
                _body.Clauses[index].Kind is ExceptionRegionKind.Finally
                && _body.Clauses[index].ProtectsOffset(from)
                && !_body.Clauses[index].ProtectsOffset(target)
            )
            .ToArray();
        if (crossed.Length == 0)
        {
            EmitJump(target);
            return;
        }

        var block = Reach(target, _stack);
        var index = Emit(OperationCode.Leave, ~block);
        _operations[index].Immediate = _operands.Count;
        _operands.Add(crossed);
    }

    private int EnclosingCatch()
    {
        for (var index = 0; index < _body.Clauses.Length; index++)
        {
            if (_body.Clauses[index].Kind != ExceptionRegionKind.Finally && _body.Clauses[index].HandlesOffset(_il.Offset))
            {
                return index;
            }
        }

        throw Invalid("rethrow outside a catch handler");
    }
}
