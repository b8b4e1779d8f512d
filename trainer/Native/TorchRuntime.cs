using System.Runtime.InteropServices;
using TorchSharp;

namespace Striate.Trainer.Native;

/// <summary>Makes libtorch ready: loadable, deterministic, with a fixed number of threads.</summary>
public static class TorchRuntime
{
    private const string LibraryFile = "libLibTorchSharp.so";

    private static readonly Lazy<bool> s_prepared = new(Load);

    /// <summary>Has to be called before the first tensor is made; every public entry of the trainer does.</summary>
    /// <param name="threads">Threads that one tensor operation may use, at least 1. Part of what a seed reproduces.</param>
    /// <exception cref="StriateException">The native library is missing or cannot be loaded.</exception>
    public static void Prepare(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _ = s_prepared.Value;
        torch.set_num_threads(threads);
    }

    private static bool Load()
    {
        _ = MemoryAllocator.KeepFreedMemory();

        // TorchSharp looks for libtorch beside itself alone; what is loaded already is found wherever it came from.
        NativeLibrary.Load(
            LibtorchPackage.Find()
                ?? throw new StriateException(ErrorKind.CheckFailed, LibtorchPackage.Missing("it is not on this computer"))
        );
        if (OperatingSystem.IsLinux() && FindLibrary() is { } path)
        {
            MendWhereNeeded(path);
        }

        torch.InitializeDeviceType(DeviceType.CPU);
        return true;
    }

    private static string? FindLibrary() =>
        new[] { LibraryFile, Path.Combine("runtimes", "linux-x64", "native", LibraryFile) }
            .Select(name => Path.Combine(AppContext.BaseDirectory, name))
            .FirstOrDefault(File.Exists);

    private static void MendWhereNeeded(string path)
    {
        try
        {
            NativeLibrary.Load(path);
        }
        catch (DllNotFoundException missing) when (missing.Message.Contains(GlibcxxVersionPatch.Version, StringComparison.Ordinal))
        {
            try
            {
                GlibcxxVersionPatch.Apply(path);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"{path} needs {GlibcxxVersionPatch.Version}, which this system's libstdc++ lacks, and it cannot be rewritten "
                        + $"({problem.Message}); run once with write access to its folder, or install libstdc++ of GCC 13 or later",
                    problem
                );
            }

            NativeLibrary.Load(path);
        }
    }
}
