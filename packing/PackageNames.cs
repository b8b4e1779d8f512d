using NuGet.Packaging;
using NuGet.Versioning;

namespace Striate.Packing;

/// <summary>What a package is called.</summary>
/// <param name="Id">Its id; null: the name of the network's class.</param>
/// <param name="Version">Its version, such as 1.2.0 or 1.2.0-beta.1.</param>
/// <param name="Authors">Who made it; null: its id.</param>
/// <param name="Description">What it is; null: a sentence about the network.</param>
/// <param name="CoreLibrary">Version of nanoFramework's core library that the source needs.</param>
public sealed record PackageNames(string? Id, string Version, string? Authors, string? Description, string CoreLibrary)
{
    /// <summary>The version where none is given.</summary>
    public const string DefaultVersion = "1.0.0";

    private const int MostVersion = 65534;

    /// <summary>Refuses an id or a version that NuGet does not take.</summary>
    /// <exception cref="StriateException">It is not valid.</exception>
    public void RequireValid()
    {
        _ = CheckedId("Network");
        _ = CheckedVersion();
    }

    /// <exception cref="StriateException">It is not valid.</exception>
    internal string CheckedId(string networkClass) =>
        (Id ?? networkClass) is var id && PackageIdValidator.IsValidPackageId(id) && id.Length <= PackageIdValidator.MaxPackageIdLength
            ? id
            : throw new StriateException(
                ErrorKind.Usage,
                $"--id '{id}' is not a package id: use letters, digits, dots and hyphens, at most {PackageIdValidator.MaxPackageIdLength} of them"
            );

    /// <exception cref="StriateException">It is not valid.</exception>
    internal NuGetVersion CheckedVersion() =>
        NuGetVersion.TryParseStrict(Version, out var version)
        && !version.HasMetadata
        && version.Major <= MostVersion
        && version.Minor <= MostVersion
        && version.Patch <= MostVersion
            ? version
            : throw new StriateException(
                ErrorKind.Usage,
                $"--package-version '{Version}' is not a version; write it like 1.2.0 or 1.2.0-beta.1"
            );
}
