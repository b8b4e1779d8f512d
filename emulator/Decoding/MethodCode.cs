using System.Collections.Immutable;
using Striate.Emulator.Loading;
using Striate.Platform;

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
    long frameBytes,
    long entryUnits
)
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

    /// <summary>Cost units of setting up its locals, at every call.</summary>
    public long EntryUnits { get; } = entryUnits;

    /// <summary>How often an exception left a block, by its number and that of the first instruction that did not run.</summary>
    public Dictionary<(int Block, int Instruction), long> Left { get; } = [];

    /// <summary>What it has executed.</summary>
    public BlockCounts Executed
    {
        get
        {
            var sum = new BlockCounts(0, 0, EntryUnits * Calls);
            for (var block = 0; block < Blocks.Length; block++)
            {
                sum += Blocks[block].Counts * Entries[block];
            }

            return Left.Aggregate(
                sum,
                (all, left) => all - (BlockCost.Of(Blocks[left.Key.Block].Instructions.AsSpan()[left.Key.Instruction..]) * left.Value)
            );
        }
    }

    /// <summary>How often each form of an instruction has been executed.</summary>
    public IEnumerable<(InstructionForm Form, long Times)> Forms =>
        Enumerable
            .Range(0, Blocks.Length)
            .Where(block => Entries[block] > 0)
            .SelectMany(block => Blocks[block].Instructions.Select(form => (form, Entries[block])))
            .Concat(
                Left.SelectMany(left => Blocks[left.Key.Block].Instructions.Skip(left.Key.Instruction).Select(form => (form, -left.Value)))
            );

    /// <summary>Sets what has been executed to nothing.</summary>
    public void Reset()
    {
        Array.Clear(Entries);
        Left.Clear();
        (Calls, Allocations, AllocatedBytes) = (0, 0, 0);
    }
}

/// <summary>Instructions of straight-line code that is always entered at its start.</summary>
/// <param name="Start">First IL offset.</param>
/// <param name="Instructions">In their order.</param>
internal sealed record Block(int Start, ImmutableArray<InstructionForm> Instructions)
{
    /// <summary>Sums over the whole block.</summary>
    public BlockCounts Counts { get; } = BlockCost.Of(Instructions.AsSpan());
}

/// <summary>What executing a block adds to the counters.</summary>
internal readonly record struct BlockCounts(long Instructions, long Calls, long Cost)
{
    public static BlockCounts operator +(BlockCounts a, BlockCounts b) =>
        new(a.Instructions + b.Instructions, a.Calls + b.Calls, a.Cost + b.Cost);

    public static BlockCounts operator -(BlockCounts a, BlockCounts b) =>
        new(a.Instructions - b.Instructions, a.Calls - b.Calls, a.Cost - b.Cost);

    public static BlockCounts operator *(BlockCounts a, long times) => new(a.Instructions * times, a.Calls * times, a.Cost * times);
}

/// <summary>A clause of the method and where its handler begins in the decoded form.</summary>
/// <param name="Clause">Ranges in IL offsets.</param>
/// <param name="Target">Operation that begins the handler.</param>
/// <param name="FilterTarget">Operation that begins the filter, or -1.</param>
/// <param name="StackRegister">Where the handler finds the exception.</param>
/// <param name="ExceptionRegister">Where the exception is kept for a rethrow.</param>
internal sealed record Handler(ExceptionClause Clause, int Target, int FilterTarget, int StackRegister, int ExceptionRegister);
