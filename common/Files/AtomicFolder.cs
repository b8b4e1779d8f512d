using System.Runtime.InteropServices;

namespace Striate.Common;

/// <summary>Folders whose content changes all at once.</summary>
public static partial class AtomicFolder
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <summary>
    /// Makes a copy of a folder beside it, changes the copy, and puts it in the folder's place. Where the system can exchange
    /// two names (Linux: renameat2(2)), the old content or the new one is there at every moment; elsewhere the old one is
    /// moved away first. When anything fails before that, the copy is removed and the folder stays as it was.
    /// </summary>
    /// <param name="folder">The folder; made when it does not exist. No link.</param>
    /// <param name="change">Changes the copy, whose path it gets.</param>
    /// <exception cref="FileException">The folder is a root, or a file stands in its way.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not readable.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder around it may not be written.</exception>
    public static void Replace(string folder, Action<string> change)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var parent = Path.GetDirectoryName(full) ?? throw new FileException(full, "a root cannot be replaced; name a folder below it");
        Folders.Create(parent);
        var copy = Path.Combine(parent, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(copy);
            if (Directory.Exists(full))
            {
                CopyInto(full, copy);
            }

            change(copy);
            Swap(copy, full);
        }
        finally
        {
            // The changed copy when something failed, the old content otherwise.
            if (Directory.Exists(copy))
            {
                Directory.Delete(copy, recursive: true);
            }
        }
    }

    private static void CopyInto(string from, string to)
    {
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
            {
                // Never followed: it may lead anywhere, also back here.
                _ = entry is DirectoryInfo ? Directory.CreateSymbolicLink(target, link) : File.CreateSymbolicLink(target, link);
            }
            else if (entry is DirectoryInfo)
            {
                Directory.CreateDirectory(target);
                CopyInto(entry.FullName, target);
            }
            else
            {
                File.Copy(entry.FullName, target);
            }
        }
    }

    private static void Swap(string copy, string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.Move(copy, folder);
            return;
        }

        if (OperatingSystem.IsLinux() && Rename(CurrentFolder, copy, CurrentFolder, folder, Exchange) == 0)
        {
            return;
        }

        // Another system, or a file system that cannot exchange.
        var old = copy + ".old";
        Directory.Move(folder, old);
        try
        {
            Directory.Move(copy, folder);
        }
        catch
        {
            Directory.Move(old, folder);
            throw;
        }

        Directory.Move(old, copy);
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to, uint flags);
}
