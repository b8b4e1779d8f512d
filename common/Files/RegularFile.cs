namespace Striate.Common;

/// <summary>Files that hold bytes. Pipes and devices are not even opened: a pipe that nobody writes to is waited for without end.</summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">A file, or a link to one.</param>
    /// <exception cref="FileException">It is empty, as pipes and devices are.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: true } target ? new FileInfo(target.FullName) : new FileInfo(path);
        if (file is { Exists: true, Length: 0 })
        {
            throw new FileException(path, "is empty, or a pipe or a device; name a file that holds something");
        }

        var stream = File.OpenRead(path);
        if (stream.CanSeek)
        {
            return stream;
        }

        stream.Dispose();
        throw new FileException(path, "is a pipe or a device; name a file");
    }
}
