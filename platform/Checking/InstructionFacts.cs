using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Striate.Platform.Checking;

/// <summary>What can be read off an instruction alone.</summary>
internal static class InstructionFacts
{
    private static readonly FrozenDictionary<ILOpCode, StackKind> s_kinds = Enum.GetValues<ILOpCode>()
        .ToFrozenDictionary(opcode => opcode, ReadKind);

    private static readonly FrozenSet<ILOpCode> s_checked = Enum.GetValues<ILOpCode>()
        .Where(opcode => InstructionCosts.NameOf(opcode).Contains(".ovf", StringComparison.Ordinal))
        .ToFrozenSet();

    private static readonly FrozenSet<ILOpCode> s_toInteger = Enum.GetValues<ILOpCode>()
        .Where(opcode =>
            InstructionCosts.NameOf(opcode).StartsWith("conv.", StringComparison.Ordinal) && ReadKind(opcode) != StackKind.Float
        )
        .ToFrozenSet();

    /// <summary>The 32-bit literal that an instruction loads, or null.</summary>
    public static int? Literal(Instruction instruction) =>
        instruction.Opcode switch
        {
            ILOpCode.Ldc_i4_m1 => -1,
            >= ILOpCode.Ldc_i4_0 and <= ILOpCode.Ldc_i4_8 => instruction.Opcode - ILOpCode.Ldc_i4_0,
            ILOpCode.Ldc_i4 or ILOpCode.Ldc_i4_s => (int)instruction.Operand,
            _ => null,
        };

    /// <summary>The local that an instruction loads, or null.</summary>
    public static int? LocalOf(Instruction instruction) =>
        instruction.Opcode switch
        {
            >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => instruction.Opcode - ILOpCode.Ldloc_0,
            ILOpCode.Ldloc or ILOpCode.Ldloc_s => (int)instruction.Operand,
            _ => null,
        };

    /// <summary>The argument that an instruction loads, 'this' counted, or null.</summary>
    public static int? ArgumentOf(Instruction instruction) =>
        instruction.Opcode switch
        {
            >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3 => instruction.Opcode - ILOpCode.Ldarg_0,
            ILOpCode.Ldarg or ILOpCode.Ldarg_s => (int)instruction.Operand,
            _ => null,
        };

    /// <summary>True where the result is of the kind of the (left) operand.</summary>
    public static bool KeepsKind(ILOpCode opcode) =>
        opcode
            is ILOpCode.Add
                or ILOpCode.Sub
                or ILOpCode.Mul
                or ILOpCode.Div
                or ILOpCode.Div_un
                or ILOpCode.Rem
                or ILOpCode.Rem_un
                or ILOpCode.And
                or ILOpCode.Or
                or ILOpCode.Xor
                or ILOpCode.Shl
                or ILOpCode.Shr
                or ILOpCode.Shr_un
                or ILOpCode.Neg
                or ILOpCode.Not
                or ILOpCode.Ckfinite
                or ILOpCode.Add_ovf
                or ILOpCode.Add_ovf_un
                or ILOpCode.Sub_ovf
                or ILOpCode.Sub_ovf_un
                or ILOpCode.Mul_ovf
                or ILOpCode.Mul_ovf_un;

    /// <summary>True for arithmetic and conversions that .NET checks for overflow.</summary>
    public static bool IsChecked(ILOpCode opcode) => s_checked.Contains(opcode);

    /// <summary>True for conversions to integers.</summary>
    public static bool ConvertsToInteger(ILOpCode opcode) => s_toInteger.Contains(opcode);

    /// <summary>The kind of the result where the opcode's name states it.</summary>
    public static StackKind KindOf(ILOpCode opcode) => s_kinds[opcode];

    /// <summary>The type that a token stands for.</summary>
    public static SignatureType TypeOf(MetadataReader reader, int token)
    {
        var handle = MetadataTokens.EntityHandle(token);
        return handle.Kind switch
        {
            HandleKind.TypeDefinition => CheckedSignatures.Instance.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
            HandleKind.TypeReference => CheckedSignatures.Instance.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
            HandleKind.TypeSpecification => reader
                .GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(CheckedSignatures.Instance, null),
            _ => throw new BadImageFormatException($"token 0x{token:X8} is not a type"),
        };
    }

    private static StackKind ReadKind(ILOpCode opcode)
    {
        var parts = InstructionCosts.NameOf(opcode).Split('.');
        return parts[0] switch
        {
            "ceq" or "cgt" or "clt" or "ldlen" or "sizeof" => StackKind.Int32,
            "conv" or "ldelem" or "ldind" => KindOfSuffix(parts),
            _ => StackKind.Other,
        };
    }

    private static StackKind KindOfSuffix(string[] parts) =>
        parts.Skip(1).FirstOrDefault(part => part != "ovf") switch
        {
            "i1" or "i2" or "i4" or "u1" or "u2" or "u4" => StackKind.Int32,
            "i8" or "u8" => StackKind.Int64,
            "r4" or "r8" or "r" => StackKind.Float,
            _ => StackKind.Other,
        };
}
