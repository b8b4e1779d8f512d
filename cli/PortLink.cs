using System.Text.RegularExpressions;

namespace Striate.Cli;

/// <summary>A link to the port of an emulated board, under a name that stays from run to run. It goes when it is disposed of.</summary>
internal sealed partial class PortLink : IDisposable
{
    private readonly string _path;
    private readonly string _port;

    /// <summary>Makes the link, in place of one that another emulated board left.</summary>
    /// <param name="path">Where it is to be.</param>
    /// <param name="port">The pseudo-terminal.</param>
    /// <exception cref="StriateException">Something else is there.</exception>
    public PortLink(string path, string port)
    {
        var target = TargetOf(path);
        if (target is null && (File.Exists(path) || Directory.Exists(path)))
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}: exists and is not a link; name another path");
        }

        if (target is not null && !Port().IsMatch(target))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: exists and is a link to '{target}', which is not the port of an emulated board; name another path"
            );
        }

        File.Delete(path);
        File.CreateSymbolicLink(path, port);
        (_path, _port) = (path, port);
    }

    /// <summary>Removes the link, unless it leads elsewhere by now.</summary>
    public void Dispose()
    {
        if (TargetOf(_path) == _port)
        {
            File.Delete(_path);
        }
    }

    private static string? TargetOf(string path) => new FileInfo(path).LinkTarget;

    [GeneratedRegex(@"^/dev/pts/[0-9]+\z")]
    private static partial Regex Port();
}
