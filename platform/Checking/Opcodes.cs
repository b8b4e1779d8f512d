using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Operand, stack behaviour and flow of every IL instruction, as ECMA-335 states them.</summary>
internal static class Opcodes
{
    // Bytes that only begin an instruction have a description, too, and are none.
    private static readonly FrozenDictionary<ILOpCode, OpCode> s_all = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .Where(opcode => opcode.OpCodeType != OpCodeType.Nternal)
        .ToFrozenDictionary(opcode => (ILOpCode)unchecked((ushort)opcode.Value));

    /// <summary>True if the number stands for an instruction.</summary>
    public static bool TryGet(ILOpCode opcode, out OpCode description) => s_all.TryGetValue(opcode, out description);

    /// <summary>The description of an instruction that was decoded before.</summary>
    public static OpCode Get(ILOpCode opcode) => s_all[opcode];

    /// <summary>Bytes of the operand in an assembly of .NET; a switch has four more per target.</summary>
    public static int OperandBytes(OperandType operand) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
            OperandType.InlineVar => 2,
            OperandType.InlineI8 or OperandType.InlineR => 8,
            _ => 4,
        };

    /// <summary>
    /// Bytes of the operand in a .pe: references and branch distances shrink to two bytes; a switch has one for the count
    /// and two more per target. Source: metadata-processor, CodeWriter.cs.
    /// </summary>
    public static int PortableOperandBytes(OperandType operand) =>
        operand switch
        {
            OperandType.InlineMethod
            or OperandType.InlineField
            or OperandType.InlineType
            or OperandType.InlineString
            or OperandType.InlineBrTarget => 2,
            OperandType.InlineSwitch => 1,
            OperandType.InlineSig => 0,
            _ => OperandBytes(operand),
        };
}
