using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Platform;

namespace Striate.Board.Toolchain;

/// <summary>A deployment image: what is flashed.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum; null while it is not built.</param>
public sealed record BoardImage(string Path, long Bytes, string? Sha256)
{
    /// <summary>Where nanoFramework's SDK will put the image of an application's folder.</summary>
    public static BoardImage Expected(string folder) =>
        new(System.IO.Path.Combine(folder, "bin", "Release", "netnano1.0", BoardApplication.Name + ".bin"), 0, null);

    /// <summary>The image of an application's folder; null when none was built.</summary>
    public static BoardImage? Find(string folder)
    {
        var bin = System.IO.Path.Combine(folder, "bin");
        var path = Directory.Exists(bin) ? LinkFreeFolder.Files(bin, BoardApplication.Name + ".bin").MaxBy(File.GetLastWriteTimeUtc) : null;
        return path is null
            ? null
            : new BoardImage(path, new FileInfo(path).Length, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }
}

/// <summary>An application's folder, and the build in it.</summary>
public static class ImageBuild
{
    /// <summary>First line of the file that marks a folder as written by striate.</summary>
    public const string Mark = "# written by striate board build";

    private const string MarkFile = ".gitignore";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Writes the application, whose files change all at once. Files that have not changed keep their time, so that a build does
    /// not repeat what is done; sources of an earlier network are removed.
    /// </summary>
    /// <exception cref="FileException">The folder holds something else, or a link.</exception>
    public static void Write(IReadOnlyDictionary<string, string> files, string folder)
    {
        var mark = Path.Combine(folder, MarkFile);
        if (
            Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).Any()
            && !(File.Exists(mark) && File.ReadLines(mark).FirstOrDefault() == Mark)
        )
        {
            throw new FileException(folder, "holds files that striate did not write; name another folder with [board] folder");
        }

        var changed = new List<(string Path, Action<Stream> Write)>();
        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            LinkFreeFolder.RequireNoLink(folder, path);
            Folders.Create(Path.GetDirectoryName(path)!);
            if (!File.Exists(path) || File.ReadAllText(path) != text)
            {
                changed.Add((path, stream => stream.Write(Encoding.UTF8.GetBytes(text))));
            }
        }

        AtomicFile.Write(changed);

        var wanted = files.Keys.Select(name => Path.GetFullPath(Path.Combine(folder, name))).ToHashSet(StringComparer.Ordinal);
        foreach (var path in Sources(folder).Where(path => !wanted.Contains(Path.GetFullPath(path))).ToArray())
        {
            File.Delete(path);
        }
    }

    /// <summary>Builds the image of an application.</summary>
    /// <exception cref="StriateException">A tool is missing, or the build fails; one line says why.</exception>
    public static BoardImage Run(string folder, CancellationToken cancellation)
    {
        var dotnet = Doctor.Required("dotnet", "install the .NET SDK from https://dotnet.microsoft.com/download");
        if (BoardImage.Find(folder) is { } old)
        {
            File.Delete(old.Path);
        }

        var run = ExternalCommand.Run(
            dotnet,
            ["build", BoardApplication.Name + ".csproj", "-c", "Release", "-nologo", "-v:minimal"],
            s_limit,
            folder,
            cancellation
        );
        if (run.ExitCode != 0)
        {
            var reason = run.Reason.Contains(NanoFramework.SdkId, StringComparison.Ordinal)
                ? $"NuGet does not find {NanoFramework.SdkId} {NanoFramework.SdkVersion}; it comes from nuget.org: see 'dotnet nuget list source' and 'striate board doctor'"
                : run.Reason;
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"the image cannot be built: {reason}; 'striate board doctor' says what is there"
            );
        }

        return BoardImage.Find(folder)
            ?? throw new StriateException(
                ErrorKind.CheckFailed,
                $"the build succeeded but left no {BoardApplication.Name}.bin in {Path.Combine(folder, "bin")}; run 'dotnet build' there to see why"
            );
    }

    private static IEnumerable<string> Sources(string folder)
    {
        string[] patterns = ["*.cs", "*.csproj", "*.nfproj"];
        return patterns
            .SelectMany(pattern => LinkFreeFolder.Files(folder, pattern))
            .Where(path =>
                !Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "packages")
            );
    }
}
