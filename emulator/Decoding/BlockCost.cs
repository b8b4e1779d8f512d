using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>What instructions add to the counters.</summary>
internal static class BlockCost
{
    /// <summary>1 for the instructions that call.</summary>
    public static int CallsOf(ILOpCode opcode) => opcode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj ? 1 : 0;

    /// <summary>The sums of instructions.</summary>
    public static BlockCounts Of(ReadOnlySpan<InstructionForm> instructions)
    {
        var (calls, units) = (0L, 0L);
        foreach (var instruction in instructions)
        {
            calls += CallsOf(instruction.Opcode);
            units += InstructionCosts.Of(instruction);
        }

        return new BlockCounts(instructions.Length, calls, units);
    }

    /// <summary>How many instructions of a block run until it is left at one of them.</summary>
    /// <param name="code">IL of the method.</param>
    /// <param name="block">A block of it.</param>
    /// <param name="offset">IL offset of an instruction of the block.</param>
    public static int RunUntil(ImmutableArray<byte> code, Block block, int offset)
    {
        var (reader, run) = (new IlReader(code, block.Start), 0);
        for (var left = block.Instructions.Length; left > 0; left--)
        {
            var opcode = reader.ReadOpcode();
            reader.SkipOperand(opcode);
            run += reader.Offset <= offset ? 1 : 0;
        }

        return run;
    }
}
