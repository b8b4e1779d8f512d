using System.Runtime.InteropServices;

namespace Striate.Trainer.Native;

/// <summary>
/// The C library's allocator, which libtorch takes the memory of every tensor from. As it comes, it gives the large maps
/// of a training back to the system after each operation and faults them in again, page by page, for the next one:
/// much of a training's time, most of all on virtual machines. Results do not depend on it.
/// </summary>
public static class MemoryAllocator
{
    // Parameters of mallopt(3), as glibc's malloc.h numbers them.
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>Bytes by which the heap grows at a time.</summary>
    private const int Growth = 64 << 20;

    /// <summary>Keeps freed memory for the next tensor. Does nothing where the C library has no such settings.</summary>
    /// <returns>Whether the C library has them: glibc does.</returns>
    public static bool KeepFreedMemory() => Set((ArenaMax, 1), (MmapMax, 0), (TrimThreshold, int.MaxValue), (TopPad, Growth));

    private static unsafe bool Set(params ReadOnlySpan<(int Parameter, int Value)> settings)
    {
        if (
            !OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad("libc.so.6", out var library)
            || !NativeLibrary.TryGetExport(library, "mallopt", out var function)
        )
        {
            return false;
        }

        var setOption = (delegate* unmanaged<int, int, int>)function;
        var isSet = true;
        foreach (var (parameter, value) in settings)
        {
            isSet &= setOption(parameter, value) == 1;
        }

        return isSet;
    }
}
