namespace Striate.Common;

/// <summary>A folder of generated files in which links are never followed: they may lead anywhere, also out of the project.</summary>
public static class LinkFreeFolder
{
    private static readonly EnumerationOptions s_withoutLinks = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The files below a folder, in no order; none when there is no folder, or a link in its place.</summary>
    /// <param name="pattern">Such as <c>*.cs</c>.</param>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, s_withoutLinks) : [];

    /// <summary>Refuses to write to a file that is a link, or behind one.</summary>
    /// <param name="folder">The folder; it may be a link itself, as whoever named it wanted.</param>
    /// <param name="path">A file below it.</param>
    /// <exception cref="FileException">The file, or a folder on the way to it, is a link.</exception>
    public static void RequireNoLink(string folder, string path)
    {
        var way = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar))
        {
            way = Path.Combine(way, part);
            if (new FileInfo(way).LinkTarget is { } target)
            {
                throw new FileException(way, $"is a link, to {target}; generated files are not written through links: remove it");
            }
        }
    }
}
