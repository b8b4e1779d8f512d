namespace Striate.Platform;

/// <summary>
/// Bytes that things take on a device's managed heap, which consists of blocks of 12 bytes (CLR_RT_HeapBlock on a 32-bit
/// processor).
/// </summary>
public static class HeapLayout
{
    /// <summary>Bytes of a heap block: type word and eight bytes of data.</summary>
    public const int Block = 12;

    /// <summary>The size of an object is counted in blocks in 16 bits (nanoCLR_Runtime__HeapBlock.h, HB_MaxSize).</summary>
    public const long LargestObject = 65_535L * Block;

    private const int ArrayHeader = 20;

    // CLR_RT_StackFrame before its extension is about 90 bytes.
    private const int FrameHeaderBlocks = 8;

    // CLR_RT_StackFrame.cpp, Push: room for 'newobj' and one more; never fewer than 10 blocks.
    private const int ExtraStackBlocks = 3;
    private const int LeastBlocks = 10;

    // nanoCLR_Runtime.h, CLR_RT_Assembly of a 32-bit processor with source level debugging: its node of 12 bytes, sixteen sizes of
    // tables, sixteen pointers and numbers. CLR_RT_*_CrossReference for each row of a table; a method has a byte for the debugger.
    private const int AssemblyRecord = 140;
    private const int Reference = 4;
    private const int TypeRecord = 8;
    private const int FieldRecord = 2;
    private const int MethodRecord = 3;

    /// <summary>An array whose elements lie packed in so many bytes; of references, elements are blocks.</summary>
    public static long Array(long elementBytes) => Rounded(ArrayHeader + elementBytes);

    /// <summary>The frame of a method while it runs; its arguments are on the caller's stack.</summary>
    /// <param name="locals">Local variables.</param>
    /// <param name="stack">Entries of its evaluation stack.</param>
    public static long Frame(int locals, int stack) =>
        (long)Block * (FrameHeaderBlocks + Math.Max(LeastBlocks, locals + stack + ExtraStackBlocks));

    /// <summary>
    /// Values that fit on the evaluation stack of a frame. A .pe may claim too few: nanoFramework's metadata processor counts from
    /// zero again behind a branch whose stack is not empty.
    /// </summary>
    /// <param name="locals">Local variables.</param>
    /// <param name="stack">Entries that the method claims.</param>
    public static int StackEntries(int locals, int stack) => Math.Max(stack + ExtraStackBlocks, LeastBlocks - locals);

    /// <summary>What the loader makes of an assembly: cross references and static fields.</summary>
    public static long AssemblyTables(int references, int types, int fields, int staticFields, int methods) =>
        Rounded(
            AssemblyRecord
                + (Reference * references)
                + (TypeRecord * types)
                + (FieldRecord * fields)
                + ((long)Block * staticFields)
                + (MethodRecord * methods)
        );

    /// <summary>Whole blocks.</summary>
    public static long Rounded(long bytes) => (bytes + Block - 1) / Block * Block;
}
