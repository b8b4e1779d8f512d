namespace Striate.Common;

/// <summary>Files that hold bytes. Pipes and devices are not even opened: a pipe that nobody writes to is waited for without end.</summary>
public static class RegularFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">A file, or a link to one.</param>
    /// <param name="most">Bytes that it may have; asked before memory is taken.</param>
    /// <param name="remedy">What to do about a longer one.</param>
    /// <exception cref="FileException">It is empty, as pipes and devices are, or too long.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static byte[] Read(string path, long most, string remedy)
    {
        using var stream = Open(path);
        if (stream.Length > most)
        {
            throw new FileException(path, FormattableString.Invariant($"more than {most:N0} bytes; {remedy}"));
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">A file, or a link to one.</param>
    /// <exception cref="FileException">It is empty, as pipes and devices are.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true) is { Exists: true } target
            ? new FileInfo(target.FullName)
            : new FileInfo(path);
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
