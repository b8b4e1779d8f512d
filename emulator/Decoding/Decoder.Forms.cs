using System.Reflection.Metadata;
using Striate.Emulator.Loading;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>The kinds of operands: what an instruction costs goes by them.</summary>
internal sealed partial class Decoder
{
    /// <summary>The form of the instruction whose operand is to be read next; what it works on is on the stack still.</summary>
    private InstructionForm FormOf(ILOpCode opcode)
    {
        var operand = _il;
        return opcode switch
        {
            >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3 => new(opcode, KindOfRegister(opcode - ILOpCode.Ldarg_0)),
            >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => new(opcode, KindOfRegister(_method.ArgumentCount + (opcode - ILOpCode.Ldloc_0))),
            >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => new(opcode, KindOfRegister(_method.ArgumentCount + (opcode - ILOpCode.Stloc_0))),
            ILOpCode.Ldarg_s or ILOpCode.Starg_s => new(opcode, KindOfRegister(operand.ReadByte())),
            ILOpCode.Ldarg or ILOpCode.Starg => new(opcode, KindOfRegister(operand.ReadUInt16())),
            ILOpCode.Ldloc_s or ILOpCode.Stloc_s => new(opcode, KindOfRegister(_method.ArgumentCount + operand.ReadByte())),
            ILOpCode.Ldloc or ILOpCode.Stloc => new(opcode, KindOfRegister(_method.ArgumentCount + operand.ReadUInt16())),
            ILOpCode.Ldsfld or ILOpCode.Ldfld => new(opcode, KindOf(_body.Image.FieldOf(TokenOf(operand)).Type)),
            ILOpCode.Call or ILOpCode.Callvirt => new(
                opcode,
                _body.Image.MethodOf(TokenOf(operand)).Returns.Kind == ElementKind.Void ? OperandKind.Void : OperandKind.Other
            ),
            ILOpCode.Neg
            or ILOpCode.Not
            or (>= ILOpCode.Conv_i1 and <= ILOpCode.Conv_u8)
            or (>= ILOpCode.Conv_u2 and <= ILOpCode.Conv_i)
            or ILOpCode.Conv_u
            or ILOpCode.Conv_r_un
            or (>= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un)
            or (>= ILOpCode.Conv_ovf_i1 and <= ILOpCode.Conv_ovf_u8)
            or ILOpCode.Conv_ovf_i
            or ILOpCode.Conv_ovf_u => new(opcode, KindOnStack(1)),
            >= ILOpCode.Add
            and <= ILOpCode.Shr_un
            or (>= ILOpCode.Add_ovf and <= ILOpCode.Sub_ovf_un)
            or ILOpCode.Ceq
            or ILOpCode.Cgt
            or ILOpCode.Cgt_un
            or ILOpCode.Clt
            or ILOpCode.Clt_un => new(opcode, KindOnStack(2)),
            ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s => new(opcode, KindOnStack(1), IsBack(opcode)),
            _ when ConditionOf(opcode) is not null => new(opcode, KindOnStack(2), IsBack(opcode)),
            _ => new(opcode),
        };
    }

    private static EntityHandle TokenOf(IlReader operand) =>
        (EntityHandle)System.Reflection.Metadata.Ecma335.MetadataTokens.Handle(operand.ReadInt32());

    private bool IsBack(ILOpCode opcode)
    {
        var operand = _il;
        return operand.ReadBranch(opcode) <= _il.Offset;
    }

    private OperandKind KindOfRegister(int register) => KindOf(_registerTypes[Checked(register)]);

    private static OperandKind KindOf(TypeDescriptor type) =>
        type.Kind switch
        {
            ElementKind.Boolean or ElementKind.SByte or ElementKind.Byte or ElementKind.Char or ElementKind.Int16 or ElementKind.UInt16 =>
                OperandKind.Small,
            _ => KindOf(StackEntry.KindOf(type)),
        };

    private OperandKind KindOnStack(int depth) => _stack.Count < depth ? OperandKind.Other : KindOf(_stack[^depth].Kind);

    private static OperandKind KindOf(StackKind kind) =>
        kind switch
        {
            StackKind.Int32 => OperandKind.Int,
            StackKind.UInt32 => OperandKind.UInt,
            StackKind.Int64 => OperandKind.Long,
            StackKind.UInt64 => OperandKind.ULong,
            StackKind.Reference => OperandKind.Reference,
            StackKind.Address => OperandKind.Address,
            _ => OperandKind.Other,
        };
}
