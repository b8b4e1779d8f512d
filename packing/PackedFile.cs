using System.Runtime.Versioning;
using NuGet.Frameworks;
using NuGet.Packaging;

namespace Striate.Packing;

/// <summary>A file of a package that is in memory.</summary>
/// <param name="path">Its place in the package.</param>
/// <param name="content">What it holds.</param>
internal sealed class PackedFile(string path, byte[] content) : IPackageFile
{
    /// <inheritdoc />
    public string Path => path;

    /// <inheritdoc />
    public string EffectivePath => path;

    /// <inheritdoc />
    public FrameworkName? TargetFramework => null;

    /// <inheritdoc />
    public NuGetFramework? NuGetFramework => null;

    /// <inheritdoc />
    public DateTimeOffset LastWriteTime => DateTimeOffset.UnixEpoch.AddYears(30);

    /// <inheritdoc />
    public Stream GetStream() => new MemoryStream(content, writable: false);
}
