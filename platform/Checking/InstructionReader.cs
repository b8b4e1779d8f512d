using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Striate.Platform.Checking;

/// <summary>Bytes of a method body to instructions.</summary>
public static class InstructionReader
{
    private const byte TwoByteOpcode = 0xFE;

    /// <summary>Decodes a whole body.</summary>
    /// <exception cref="BadImageFormatException">An unknown opcode, or the last instruction is cut off.</exception>
    public static ImmutableArray<Instruction> Read(BlobReader code)
    {
        var instructions = ImmutableArray.CreateBuilder<Instruction>();
        while (code.RemainingBytes > 0)
        {
            instructions.Add(ReadOne(ref code));
        }

        return instructions.ToImmutable();
    }

    /// <summary>Bytes of a body in a .pe, exception handlers included: 12 each and one for their count.</summary>
    public static int PortableBytes(ImmutableArray<Instruction> instructions, int handlers)
    {
        var bytes = handlers == 0 ? 0 : 1 + (12 * handlers);
        foreach (var instruction in instructions)
        {
            var description = Opcodes.Get(instruction.Opcode);
            bytes += description.Size + Opcodes.PortableOperandBytes(description.OperandType) + (2 * instruction.Targets.Length);
        }

        return bytes;
    }

    private static Instruction ReadOne(ref BlobReader code)
    {
        var offset = code.Offset;
        int number = code.ReadByte();
        var opcode = (ILOpCode)(number == TwoByteOpcode ? (number << 8) | code.ReadByte() : number);
        if (!Opcodes.TryGet(opcode, out var description))
        {
            throw new BadImageFormatException($"unknown opcode 0x{(int)opcode:X2} at IL_{offset:X4}");
        }

        if (description.OperandType == OperandType.InlineSwitch)
        {
            return new Instruction(offset, opcode, 0, ReadTargets(ref code));
        }

        var operand = ReadOperand(ref code, description.OperandType);
        if (description.OperandType is OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget)
        {
            operand += code.Offset;
        }

        return new Instruction(offset, opcode, operand, []);
    }

    private static long ReadOperand(ref BlobReader code, OperandType operand) =>
        operand switch
        {
            OperandType.InlineNone => 0,
            OperandType.ShortInlineBrTarget or OperandType.ShortInlineI => code.ReadSByte(),
            OperandType.ShortInlineVar => code.ReadByte(),
            OperandType.InlineVar => code.ReadUInt16(),
            OperandType.InlineI8 => code.ReadInt64(),
            OperandType.InlineR => BitConverter.DoubleToInt64Bits(code.ReadDouble()),
            OperandType.ShortInlineR => BitConverter.DoubleToInt64Bits(code.ReadSingle()),
            _ => code.ReadInt32(),
        };

    private static ImmutableArray<int> ReadTargets(ref BlobReader code)
    {
        var count = code.ReadUInt32();
        if (count > code.RemainingBytes / 4)
        {
            throw new BadImageFormatException($"a switch with {count} targets runs over the end of its method");
        }

        var distances = new int[count];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = code.ReadInt32();
        }

        var next = code.Offset;
        return [.. distances.Select(distance => next + distance)];
    }
}
