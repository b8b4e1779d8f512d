using System.Security.Cryptography;
using Striate.Board.Links;
using Striate.Model.Packaging;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Reading;

namespace Striate.Board.Toolchain;

/// <summary>
/// The image of an application without a tool of nanoFramework's: its assemblies as .pe files, with the libraries before them.
/// </summary>
public static class DeploymentBuild
{
    /// <summary>Puts the image together.</summary>
    /// <exception cref="PortableException">The format cannot hold an assembly.</exception>
    /// <exception cref="StriateException">A library is missing or of another version; one line says which.</exception>
    public static DeploymentImage Of(EmulatedFirmware firmware, LibraryPackages libraries) =>
        DeploymentImage.Of(
            [.. firmware.Assemblies.Select(assembly => PortableFile.Read(assembly.ToPortable().AsMemory()))],
            libraries.Find
        );

    /// <summary>Writes an image where <c>board flash</c> looks for it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static BoardImage Write(DeploymentImage image, string folder)
    {
        var (path, bytes) = (BoardImage.Expected(folder).Path, image.ToArray());
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream => stream.Write(bytes));
        return new BoardImage(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }
}
