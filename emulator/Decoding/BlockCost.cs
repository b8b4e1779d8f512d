using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Striate.Emulator.Decoding;

/// <summary>What the instructions of a block add to the counters.</summary>
internal static class BlockCost
{
    public static BlockCounts Of(ReadOnlySpan<(int Offset, int Opcode)> instructions)
    {
        long calls = 0;
        foreach (var (_, opcode) in instructions)
        {
            calls += (ILOpCode)opcode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj ? 1 : 0;
        }

        return new BlockCounts(instructions.Length, calls, 0);
    }

    public static BlockCounts OfAll(ImmutableArray<(int Offset, int Opcode)> instructions) => Of(instructions.AsSpan());
}
