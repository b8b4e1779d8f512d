using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>What instructions add to the counters.</summary>
internal static class BlockCost
{
    /// <summary>1 for the instructions that call.</summary>
    public static int CallsOf(ILOpCode opcode) => opcode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj ? 1 : 0;

    /// <summary>The part of a block behind the instruction at an offset.</summary>
    /// <param name="code">IL of the method.</param>
    /// <param name="block">A block of it.</param>
    /// <param name="offset">IL offset of an instruction of the block.</param>
    public static BlockCounts After(ImmutableArray<byte> code, Block block, int offset)
    {
        var sum = default(BlockCounts);
        var reader = new IlReader(code, block.Start);
        for (var left = block.Counts.Instructions; left > 0; left--)
        {
            var opcode = reader.ReadOpcode();
            reader.SkipOperand(opcode);
            sum += reader.Offset > offset ? new BlockCounts(1, CallsOf(opcode), InstructionCosts.Of(opcode)) : default;
        }

        return sum;
    }
}
