namespace Striate.Common;

/// <summary>Why the system refuses a file or a folder, in words that name the cause and what helps.</summary>
public static class FileProblem
{
    // errno of Linux and macOS, which .NET hands on as the HResult, and the codes of Windows.
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private static readonly int[] s_full = [NoSpace, 69, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];
    private static readonly int[] s_readOnly = [ReadOnly, unchecked((int)0x80070013)];
    private static readonly int[] s_tooLong = [36, 63, unchecked((int)0x800700CE), unchecked((int)0x8007006F)];
    private static readonly int[] s_inUse = [unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Whether an exception is the system's refusal of a path; a path with a null character is an argument to it.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Why a file cannot be read, and the remedy: <c>is a folder; name a file</c>.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="exception">What the system said.</param>
    public static string OfReading(string path, Exception exception) => Of(path, exception, "read");

    /// <summary>
    /// Why a file cannot be written, and the remedy: <c>the disk is full; free some space there or choose another disk</c>.
    /// </summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="exception">What the system said.</param>
    public static string OfWriting(string path, Exception exception) => Of(path, exception, "written");

    /// <summary>What stands in the way of a folder: the part of its path that is a file, and the remedy; null for nothing.</summary>
    public static string? OfFolder(string path) =>
        FullPath(path) is not { } full ? NoPath
        : FileOnTheWay(full) is not { } file ? null
        : file == full ? "is a file; name a folder"
        : InFile(file);

    /// <summary>What stands in the way of a file's folder, as <see cref="OfFolder"/>; null for nothing.</summary>
    public static string? OfFolderOf(string path) =>
        FullPath(path) is not { } full ? NoPath
        : Path.GetDirectoryName(full) is { } folder && FileOnTheWay(folder) is { } file ? InFile(file)
        : null;

    private const string NoPath = "is not a path that this system can have; choose another one";

    private static string InFile(string file) => $"'{file}' is a file, not a folder; check the path";

    private static string Of(string path, Exception exception, string done)
    {
        var code = exception.HResult;
        return FullPath(path) is not { } full ? NoPath
            : s_full.Contains(code) ? "the disk is full; free some space there or choose another disk"
            : s_readOnly.Contains(code) ? "the disk is read-only; choose another folder"
            : exception is PathTooLongException || s_tooLong.Contains(code)
                ? "the path is longer than this system allows; choose a shorter one"
            : OfFolderOf(full) is { } inFile ? inFile
            : Directory.Exists(full) ? "is a folder; name a file"
            : s_inUse.Contains(code) ? "another program has it open; close it there"
            : exception is FileNotFoundException or DirectoryNotFoundException ? Missing(full, done)
            : exception is UnauthorizedAccessException ? $"may not be {done} by this user; change its permissions or choose another"
            : $"cannot be {done}: {exception.Message.TrimEnd('.')}; check the path and its permissions";
    }

    private static string Missing(string full, string done) =>
        done != "written" ? "does not exist; check the path"
        : Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder)
            ? $"folder '{folder}' does not exist; create it or choose another file"
        : "cannot be written there; choose another folder";

    /// <summary>The first part of a path that is a file; null where all that exist are folders.</summary>
    private static string? FileOnTheWay(string full)
    {
        for (var part = full; part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
            {
                return part;
            }
        }

        return null;
    }

    private static string? FullPath(string path)
    {
        try
        {
            return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or PathTooLongException)
        {
            return null;
        }
    }
}
