namespace Striate.Common;

/// <summary>A file or folder that cannot be read, written or replaced. The message is one line: path, reason, remedy.</summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong and what helps: <c>is a folder; name a file</c>.</param>
/// <param name="inner">What the system said.</param>
public sealed class FileException(string path, string problem, Exception? inner = null)
    : StriateException(ErrorKind.BadFile, $"{path}: {problem}", inner)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>What is wrong and what helps.</summary>
    public string Problem { get; } = problem;

    /// <summary>Runs a step that reads a file; what the system refuses becomes one line.</summary>
    /// <exception cref="FileException">The system refuses.</exception>
    public static T Reading<T>(string path, Func<string, T> step)
    {
        try
        {
            return step(path);
        }
        catch (Exception refused) when (FileProblem.IsRefusal(refused))
        {
            throw new FileException(path, FileProblem.OfReading(path, refused), refused);
        }
    }
}
