namespace Striate.Model.Packaging;

/// <summary>A package was not read or not written. The message is one line: file, part, reason, remedy.</summary>
public sealed class PackageException : StriateException
{
    private const int MaximumReasonLength = 300;

    /// <summary>Names what is wrong.</summary>
    /// <param name="path">The file.</param>
    /// <param name="part">The part inside it, or "file".</param>
    /// <param name="reason">What is wrong; control characters are replaced, because it may quote the file.</param>
    /// <param name="remedy">What to do about it.</param>
    /// <param name="inner">What reported it.</param>
    public PackageException(string path, string part, string reason, string remedy, Exception? inner = null)
        : base(ErrorKind.BadFile, $"{OneLine(path)}: {OneLine(part)}: {OneLine(reason)}; {remedy}", inner) =>
        (Path, Part, Reason, Remedy) = (path, OneLine(part), OneLine(reason), remedy);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The part inside it, or "file".</summary>
    public string Part { get; }

    /// <summary>What is wrong.</summary>
    public string Reason { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    private static string OneLine(string text) =>
        string.Concat(
            text.Take(MaximumReasonLength).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '?' : character)
        );
}
