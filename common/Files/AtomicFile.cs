namespace Striate.Common;

/// <summary>Files that are there completely or not at all.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder, flushes it to the disk, then renames it over <paramref name="path"/>.
    /// When anything fails, the temporary file is removed and what was at the path stays as it was.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FileException">The folder is missing or may not be written, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write) => Write([(path, write)]);

    /// <summary>
    /// Writes several files. All are complete beside their places before the first is renamed: a disk that becomes full
    /// leaves every one as it was.
    /// </summary>
    /// <param name="files">Paths, and what writes the content; the folders must exist.</param>
    /// <exception cref="FileException">A folder is missing or may not be written, or the disk is full.</exception>
    public static void Write(IReadOnlyCollection<(string Path, Action<Stream> Write)> files)
    {
        var written = new List<(string Temporary, string Path)>();
        var current = "";
        try
        {
            foreach (var (path, write) in files)
            {
                var full = Path.GetFullPath(current = path);
                var temporary = Path.Combine(Path.GetDirectoryName(full) ?? full, $".{Path.GetFileName(full)}.{Path.GetRandomFileName()}");
                written.Add((temporary, path));
                using var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (written.Find(file => Directory.Exists(file.Path)).Path is { } folder)
            {
                throw new FileException(folder, "is a folder; name a file");
            }

            foreach (var (temporary, path) in written)
            {
                File.Move(temporary, current = path, overwrite: true);
            }
        }
        catch (Exception failed)
        {
            written.ForEach(file => Remove(file.Temporary));
            if (failed is IOException or UnauthorizedAccessException)
            {
                throw new FileException(current, FileProblem.OfWriting(current, failed), failed);
            }

            throw;
        }
    }

    // A folder that does not exist holds no temporary file; why the write failed is said already.
    private static void Remove(string temporary)
    {
        if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }
}
