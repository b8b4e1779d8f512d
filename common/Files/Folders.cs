namespace Striate.Common;

/// <summary>Folders that are made for files.</summary>
public static class Folders
{
    /// <summary>Makes a folder and those above it, unless it is there.</summary>
    /// <exception cref="FileException">A file stands in its way, or the system refuses.</exception>
    public static void Create(string path)
    {
        if (FileProblem.OfFolder(path) is { } problem)
        {
            throw new FileException(path, problem);
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception refused) when (FileProblem.IsRefusal(refused))
        {
            throw new FileException(path, FileProblem.OfWriting(path, refused), refused);
        }
    }
}
