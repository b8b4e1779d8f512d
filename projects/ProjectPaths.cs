namespace Striate.Projects;

/// <summary>
/// Paths of a project file. It is read from anywhere, but written to in one place only: below its own folder, where no
/// link leads out of it.
/// </summary>
internal static class ProjectPaths
{
    /// <summary>A path that is read.</summary>
    public static string Read(string folder, string path) => Path.GetFullPath(path, folder);

    /// <summary>Whether one of two folders is the other, or lies in it.</summary>
    public static bool Overlap(string one, string other) =>
        $"{one}{Path.DirectorySeparatorChar}".StartsWith($"{other}{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase)
        || $"{other}{Path.DirectorySeparatorChar}".StartsWith($"{one}{Path.DirectorySeparatorChar}", StringComparison.OrdinalIgnoreCase);

    /// <summary>A folder that is written to; null when it is not below the project's, or is reached through a link.</summary>
    public static string? Written(string folder, string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, folder));
        var inside = Path.GetRelativePath(folder, full);
        if (Path.IsPathRooted(path) || Path.IsPathRooted(inside) || inside == "." || inside.Split(Path.DirectorySeparatorChar)[0] == "..")
        {
            return null;
        }

        for (var part = full; part.Length > folder.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new DirectoryInfo(part).LinkTarget is not null)
            {
                return null;
            }
        }

        return full;
    }
}
