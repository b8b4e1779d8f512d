using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Emulator.Decoding;

/// <summary>Walks over the instructions of a method body.</summary>
internal struct IlReader(ImmutableArray<byte> code, int position)
{
    public int Position { get; private set; } = position;

    /// <summary>Offset of the instruction that was read last.</summary>
    public int Offset { get; private set; }

    public readonly bool AtEnd => Position >= code.Length;

    public ILOpCode ReadOpcode()
    {
        Offset = Position;
        var first = ReadByte();
        return (ILOpCode)(first == 0xFE ? 0xFE00 | ReadByte() : first);
    }

    public byte ReadByte() => Take(1)[0];

    public sbyte ReadSByte() => (sbyte)Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Targets of a switch, as offsets.</summary>
    public int[] ReadSwitch()
    {
        var count = ReadInt32();
        if (count < 0 || count > (code.Length - Position) / 4)
        {
            throw Truncated();
        }

        var targets = new int[count];
        for (var index = 0; index < count; index++)
        {
            targets[index] = ReadInt32();
        }

        for (var index = 0; index < count; index++)
        {
            targets[index] += Position;
        }

        return targets;
    }

    public int ReadBranch(ILOpCode opcode) =>
        opcode.GetBranchOperandSize() == 1 ? ReadSByte() + Position : ReadInt32() + Position;

    /// <summary>Passes over the operand; returns the targets of a branch or switch.</summary>
    public int[] SkipOperand(ILOpCode opcode)
    {
        if (opcode == ILOpCode.Switch)
        {
            return ReadSwitch();
        }

        if (opcode.IsBranch())
        {
            return [ReadBranch(opcode)];
        }

        Take(IlOperands.SizeOf(opcode));
        return [];
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > code.Length - Position)
        {
            throw Truncated();
        }

        var taken = code.AsSpan(Position, count);
        Position += count;
        return taken;
    }

    private static EmulatorException Truncated() => new(EmulatorDiagnostics.InvalidCode, "the IL ends in the middle of an instruction");
}
