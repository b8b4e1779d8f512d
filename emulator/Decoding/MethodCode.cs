using System.Collections.Immutable;
using Striate.Emulator.Loading;

namespace Striate.Emulator.Decoding;

/// <summary>A decoded method: operations, what they refer to, and how often each block of instructions has run.</summary>
internal sealed class MethodCode(
    MethodDescriptor method,
    Operation[] operations,
    int[] offsets,
    object[] operands,
    Block[] blocks,
    ImmutableArray<Handler> handlers,
    int registers,
    long frameBytes)
{
    public MethodDescriptor Method { get; } = method;

    public Operation[] Operations { get; } = operations;

    /// <summary>IL offset of the instruction that each operation stands for.</summary>
    public int[] Offsets { get; } = offsets;

    public object[] Operands { get; } = operands;

    public Block[] Blocks { get; } = blocks;

    public ImmutableArray<Handler> Handlers { get; } = handlers;

    /// <summary>Registers of a frame: arguments, locals, hidden ones, then the evaluation stack.</summary>
    public int Registers { get; } = registers;

    public int Arguments { get; } = method.ArgumentCount;

    /// <summary>What its frame takes of the device's heap.</summary>
    public long FrameBytes { get; } = frameBytes;

    /// <summary>How often each block was entered.</summary>
    public long[] Entries { get; } = new long[blocks.Length];

    /// <summary>How often the method was called.</summary>
    public long Calls { get; set; }

    /// <summary>Objects allocated while this method was the innermost frame, and their device bytes.</summary>
    public long Allocations { get; set; }

    public long AllocatedBytes { get; set; }

    /// <summary>Instructions (and calls and cost) of blocks that an exception left before their end.</summary>
    public BlockCounts Unfinished { get; set; }
}

/// <summary>Instructions of straight-line code that is always entered at its start.</summary>
/// <param name="Start">First IL offset.</param>
/// <param name="Counts">Sums over the whole block.</param>
internal sealed record Block(int Start, BlockCounts Counts);

/// <summary>What executing a block adds to the counters.</summary>
internal readonly record struct BlockCounts(long Instructions, long Calls, long Cost)
{
    public static BlockCounts operator +(BlockCounts a, BlockCounts b) =>
        new(a.Instructions + b.Instructions, a.Calls + b.Calls, a.Cost + b.Cost);

    public static BlockCounts operator -(BlockCounts a, BlockCounts b) =>
        new(a.Instructions - b.Instructions, a.Calls - b.Calls, a.Cost - b.Cost);

    public static BlockCounts operator *(BlockCounts a, long times) =>
        new(a.Instructions * times, a.Calls * times, a.Cost * times);
}

/// <summary>A clause of the method and where its handler begins in the decoded form.</summary>
/// <param name="Clause">Ranges in IL offsets.</param>
/// <param name="Target">Operation that begins the handler.</param>
/// <param name="FilterTarget">Operation that begins the filter, or -1.</param>
/// <param name="StackRegister">Where the handler finds the exception.</param>
/// <param name="ExceptionRegister">Where the exception is kept for a rethrow.</param>
internal sealed record Handler(ExceptionClause Clause, int Target, int FilterTarget, int StackRegister, int ExceptionRegister);
