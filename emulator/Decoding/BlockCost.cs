using System.Collections.Immutable;
using System.Reflection.Metadata;
using Striate.Platform;

namespace Striate.Emulator.Decoding;

/// <summary>What the instructions of a block add to the counters.</summary>
internal static class BlockCost
{
    public static BlockCounts Of(ReadOnlySpan<(int Offset, int Opcode)> instructions)
    {
        long calls = 0;
        long cost = 0;
        foreach (var (_, opcode) in instructions)
        {
            calls += (ILOpCode)opcode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj ? 1 : 0;
            cost += InstructionCosts.Of((ILOpCode)opcode);
        }

        return new BlockCounts(instructions.Length, calls, cost);
    }

    public static BlockCounts OfAll(ImmutableArray<(int Offset, int Opcode)> instructions) => Of(instructions.AsSpan());
}
