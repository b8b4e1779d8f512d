using System.Buffers.Binary;

namespace Striate.Trainer.Native;

/// <summary>
/// Makes TorchSharp's native library loadable where libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).
/// </summary>
/// <remarks>
/// The library asks for symbol version GLIBCXX_3.4.32. The only symbol behind it, <c>std::ios_base_library_init</c>, is
/// a marker that no relocation uses, so the need can be declared weak: the loader then warns nobody and goes on. The
/// change is the flag field of one entry, two bytes, in the copy that the build put beside the program.
/// </remarks>
public static class GlibcxxVersionPatch
{
    /// <summary>The version that is asked for and never used.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>
    /// Declares the need weak. Nothing is written when it is weak already or not there. The file is replaced in one step,
    /// so that a program that runs at the same time sees the old bytes or the new ones.
    /// </summary>
    /// <returns>True when the file was changed.</returns>
    /// <exception cref="StriateException">The file is not a 64-bit little-endian ELF library.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static bool Apply(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (FindFlags(path, bytes) is not { } position)
        {
            return false;
        }

        var flags = bytes.AsSpan(position, sizeof(ushort));
        var before = BinaryPrimitives.ReadUInt16LittleEndian(flags);
        if ((before & VersionNeeds.Weak) != 0)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(before | VersionNeeds.Weak));
        Replace(path, bytes);
        return true;
    }

    private static int? FindFlags(string path, byte[] bytes)
    {
        try
        {
            return VersionNeeds.FindFlags(bytes, Version);
        }
        catch (Exception problem) when (problem is InvalidDataException or OverflowException)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: {problem.Message}", problem);
        }
    }

    private static void Replace(string path, byte[] bytes)
    {
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            File.WriteAllBytes(temporary, bytes);
            // Builds copy a file again when its time differs from the package's: keep it.
            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path));
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
