using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>Walks over the instructions of a method body.</summary>
internal struct IlReader(ImmutableArray<byte> code, int position)
{
    private readonly byte[] _code = ImmutableCollectionsMarshal.AsArray(code)!;
    private int _position = position;

    public readonly int Position => _position;

    /// <summary>Offset of the instruction that was read last.</summary>
    public int Offset { get; private set; }

    public readonly bool AtEnd => _position >= _code.Length;

    public ILOpCode ReadOpcode()
    {
        Offset = _position;
        var first = ReadByte();
        return (ILOpCode)(first == 0xFE ? 0xFE00 | ReadByte() : first);
    }

    public byte ReadByte() => _position < _code.Length ? _code[_position++] : throw Truncated();

    public sbyte ReadSByte() => (sbyte)ReadByte();

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>Targets of a switch, as offsets.</summary>
    public int[] ReadSwitch()
    {
        var count = ReadInt32();
        if (count < 0 || count > (_code.Length - _position) / 4)
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
            targets[index] += _position;
        }

        return targets;
    }

    public int ReadBranch(ILOpCode opcode) => opcode.GetBranchOperandSize() == 1 ? ReadSByte() + _position : ReadInt32() + _position;

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
        if (count > _code.Length - _position)
        {
            throw Truncated();
        }

        var taken = _code.AsSpan(_position, count);
        _position += count;
        return taken;
    }

    private static EmulatorException Truncated() => new(DiagnosticNumbers.InvalidCode, "the IL ends in the middle of an instruction");
}
