using System.Collections.Immutable;
using System.Diagnostics;

namespace Striate.UnitTests.Deployment;

/// <summary>
/// Assemblies and what nanoFramework's metadata processor made of them; unpacked into a folder for the time of the tests.
/// </summary>
public sealed class KnownPortableFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("striate-pe");
    private bool _isUnpacked;

    /// <summary>Every known assembly with its .pe, or with none where the metadata processor stops.</summary>
    public IReadOnlyList<(string Name, ImmutableArray<byte> Image, ImmutableArray<byte>? Portable)> All
    {
        get
        {
            Unpack();
            return
            [
                .. Directory
                    .GetFiles(_folder.FullName, "*.dll", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(path => (Path.GetFileNameWithoutExtension(path), Read(path), PortableOf(Path.ChangeExtension(path, ".pe")))),
            ];
        }
    }

    /// <summary>The genuine core library that they were compiled against, and the platform's own reference assemblies.</summary>
    public static IReadOnlyList<ImmutableArray<byte>> References { get; } =
    [.. Striate.Platform.ReferenceAssemblies.All.Select(assembly => assembly.Image)];

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private static ImmutableArray<byte> Read(string path) => [.. File.ReadAllBytes(path)];

    private static ImmutableArray<byte>? PortableOf(string path) => File.Exists(path) ? Read(path) : null;

    private void Unpack()
    {
        if (_isUnpacked)
        {
            return;
        }

        var archive = Path.Combine(Repository.SharedData("pe"), "pe.tar.xz");
        using var tar = Process.Start(
            new ProcessStartInfo("tar", ["-xJf", archive, "-C", _folder.FullName]) { RedirectStandardError = true }
        )!;
        var problem = tar.StandardError.ReadToEnd();
        tar.WaitForExit();
        Assert.SkipUnless(tar.ExitCode == 0, $"tar does not unpack {Path.GetFileName(archive)}: {problem}");
        _isUnpacked = true;
    }
}
