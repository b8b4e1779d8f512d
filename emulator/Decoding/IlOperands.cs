using System.Reflection.Metadata;

namespace Striate.Emulator.Decoding;

/// <summary>Sizes of instruction operands in IL, in bytes (ECMA-335 partition III).</summary>
internal static class IlOperands
{
    public static int SizeOf(ILOpCode opcode) =>
        opcode switch
        {
            ILOpCode.Ldarg_s
            or ILOpCode.Ldarga_s
            or ILOpCode.Starg_s
            or ILOpCode.Ldloc_s
            or ILOpCode.Ldloca_s
            or ILOpCode.Stloc_s
            or ILOpCode.Ldc_i4_s
            or ILOpCode.Unaligned => 1,
            ILOpCode.Ldarg or ILOpCode.Ldarga or ILOpCode.Starg or ILOpCode.Ldloc or ILOpCode.Ldloca or ILOpCode.Stloc => 2,
            ILOpCode.Ldc_i8 or ILOpCode.Ldc_r8 => 8,
            ILOpCode.Ldc_i4
            or ILOpCode.Ldc_r4
            or ILOpCode.Jmp
            or ILOpCode.Call
            or ILOpCode.Calli
            or ILOpCode.Callvirt
            or ILOpCode.Cpobj
            or ILOpCode.Ldobj
            or ILOpCode.Ldstr
            or ILOpCode.Newobj
            or ILOpCode.Castclass
            or ILOpCode.Isinst
            or ILOpCode.Unbox
            or ILOpCode.Ldfld
            or ILOpCode.Ldflda
            or ILOpCode.Stfld
            or ILOpCode.Ldsfld
            or ILOpCode.Ldsflda
            or ILOpCode.Stsfld
            or ILOpCode.Stobj
            or ILOpCode.Box
            or ILOpCode.Newarr
            or ILOpCode.Ldelema
            or ILOpCode.Ldelem
            or ILOpCode.Stelem
            or ILOpCode.Unbox_any
            or ILOpCode.Refanyval
            or ILOpCode.Mkrefany
            or ILOpCode.Ldtoken
            or ILOpCode.Ldftn
            or ILOpCode.Ldvirtftn
            or ILOpCode.Initobj
            or ILOpCode.Constrained
            or ILOpCode.Sizeof => 4,
            _ => 0,
        };

    public static bool EndsBlock(ILOpCode opcode) =>
        opcode.IsBranch()
        || opcode
            is ILOpCode.Switch
                or ILOpCode.Ret
                or ILOpCode.Throw
                or ILOpCode.Rethrow
                or ILOpCode.Endfinally
                or ILOpCode.Endfilter
                or ILOpCode.Jmp;
}
