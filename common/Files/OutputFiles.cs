namespace Striate.Common;

/// <summary>Files that a verb writes at its end: what would be wrong with them is said before its work begins.</summary>
public static class OutputFiles
{
    // Files that one system tells apart and another does not are never both wanted.
    private static readonly StringComparer s_paths = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <summary>Makes sure that no two options name one file.</summary>
    /// <param name="files">What names a file, and its path.</param>
    /// <exception cref="StriateException">Two are the same.</exception>
    public static void RequireDifferent(params IEnumerable<(string Name, string Path)> files)
    {
        foreach (var same in files.GroupBy(file => Path.GetFullPath(file.Path), s_paths).Where(same => same.Count() > 1))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{string.Join(" and ", same.Select(file => file.Name))} are one file, '{same.First().Path}'; give each a file of its own"
            );
        }
    }

    /// <summary>Makes sure that a file can be written; leaves nothing behind.</summary>
    /// <param name="name">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="StriateException">It is a folder, its folder is missing, or no file can be made there.</exception>
    public static void RequireWritable(string name, string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.GetDirectoryName(full) is not { } folder)
        {
            throw new StriateException(ErrorKind.Usage, $"{name} '{path}' is a folder; name a file");
        }

        if (FileProblem.OfFolderOf(full) is { } problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: {problem}");
        }

        if (!Directory.Exists(folder))
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: folder '{folder}' does not exist; create it or choose another file");
        }

        Try(path, () => Probe(folder, Path.GetFileName(full)));
    }

    /// <summary>Makes sure that a picture can be written, and that it is none of the files that a command reads.</summary>
    /// <param name="name">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="inputs">What names a file or folder that is read, and its path; null: nothing is.</param>
    /// <exception cref="StriateException">It is no .png, in the place of an input, in a folder that is read, or cannot be made
    /// there.</exception>
    public static void RequirePicture(string name, string path, params IReadOnlyList<(string Name, string? Path)> inputs)
    {
        RequireWritable(name, path);
        if (!path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new StriateException(ErrorKind.Usage, $"{name} '{path}' becomes a picture; name a file that ends with .png");
        }

        foreach (var (input, place) in inputs.Where(input => input.Path is not null))
        {
            RequireDifferent((input, place!), (name, path));
            if (
                Directory.Exists(place)
                && s_paths.Equals(
                    Path.GetFullPath(path)[..Math.Min(Path.GetFullPath(path).Length, FolderOf(place).Length)],
                    FolderOf(place)
                )
            )
            {
                throw new StriateException(
                    ErrorKind.Usage,
                    $"{name} '{path}' is in the folder of {input}, where it would be read as data; name a place outside of it"
                );
            }
        }
    }

    private static string FolderOf(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + Path.DirectorySeparatorChar;

    /// <summary>Makes sure that files can be written into a folder, which need not exist; leaves nothing behind.</summary>
    /// <param name="name">The option that names it.</param>
    /// <param name="path">Its path.</param>
    /// <exception cref="StriateException">It is a file or lies in one, or nothing can be made there.</exception>
    public static void RequireFolder(string name, string path)
    {
        if (FileProblem.OfFolder(path) is { } problem)
        {
            throw File.Exists(path)
                ? new StriateException(ErrorKind.Usage, $"{name} '{path}' {problem}")
                : new FileException(path, problem);
        }

        var nearest = Path.GetFullPath(path);
        while (!Directory.Exists(nearest))
        {
            nearest = Path.GetDirectoryName(nearest)!;
        }

        Try(path, () => Probe(nearest, "striate"));
    }

    private static void Try(string path, Action probe)
    {
        try
        {
            probe();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: {FileProblem.OfWriting(path, problem)}");
        }
    }

    // As AtomicFile does it: a file beside the one that is meant, so that what is there stays as it is.
    private static void Probe(string folder, string name)
    {
        var probe = Path.Combine(folder, $".{name}.{Path.GetRandomFileName()}");
        using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
    }
}
