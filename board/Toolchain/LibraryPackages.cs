using System.Collections.Immutable;
using System.Xml.Linq;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Reading;

namespace Striate.Board.Toolchain;

/// <summary>
/// nanoFramework's libraries as .pe files: the core library travels in this program, the others are in the packages that the
/// user's NuGet restores, or in a folder.
/// </summary>
/// <param name="folder">Holds NAME.pe of libraries and goes before all else; null: none.</param>
/// <param name="cancellation">Ends a restore.</param>
public sealed class LibraryPackages(string? folder, CancellationToken cancellation)
{
    private const long LargestLibrary = 1 << 20;
    private const string Remedy = "take it again from its package";

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Where restored packages are, the first first.</summary>
    internal IReadOnlyList<string> Roots { get; init; } =
    [
        .. new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        }
            .OfType<string>()
            .Where(root => root.Length > 0),
    ];

    /// <summary>Has NuGet restore the packages.</summary>
    internal Action<CancellationToken> Restore { get; init; } = RestoreByNuGet;

    /// <summary>The library that a reference names.</summary>
    /// <exception cref="StriateException">It is nowhere, or what is there is damaged or something else; one line says which.</exception>
    public PortableFile Find(PortableReference reference)
    {
        if (folder is not null && Path.Combine(folder, reference.Name + ".pe") is var own && File.Exists(own))
        {
            return Read(own, reference);
        }

        if (reference.Name == ReferenceAssemblies.CoreLibrary)
        {
            return CoreLibraryFile.Portable;
        }

        var package =
            NanoFramework.Packages.FirstOrDefault(package => package.Assembly == reference.Name)
            ?? throw new StriateException(
                ErrorKind.CheckFailed,
                $"the application needs {reference.Name}, which is not a nanoFramework library that Striate knows; put {reference.Name}.pe into a folder and name it with --libraries"
            );
        if (Packaged(package) is not { } path)
        {
            Restore(cancellation);
            path =
                Packaged(package)
                ?? throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"package {package.Id} {package.Version} holds no {package.Assembly}.pe; put it into a folder and name it with --libraries"
                );
        }

        return Read(path, reference);
    }

    private string? Packaged(NanoPackage package) =>
        Roots
            .Select(root => Path.Combine(root, package.Id.ToLowerInvariant(), package.Version, "lib"))
            .Where(Directory.Exists)
            .SelectMany(lib =>
                Directory.EnumerateFiles(lib, package.Assembly + ".pe", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            )
            .FirstOrDefault();

    private static PortableFile Read(string path, PortableReference reference)
    {
        if (new FileInfo(path).Length > LargestLibrary)
        {
            throw new FileException(path, $"no library of nanoFramework has more than {LargestLibrary:N0} bytes; {Remedy}");
        }

        try
        {
            var file = PortableFile.Read(File.ReadAllBytes(path));
            return file.Name == reference.Name ? file : throw new FileException(path, $"holds {file.Name}, not {reference.Name}; {Remedy}");
        }
        catch (BadImageFormatException damage)
        {
            throw new FileException(path, $"not a .pe file, or a damaged one: {damage.Message}; {Remedy}", damage);
        }
    }

    // Downloads without references: the packages are made for nanoFramework and for no framework of .NET.
    private static void RestoreByNuGet(CancellationToken cancellation)
    {
        var dotnet = Doctor.Required("dotnet", "install the .NET SDK from https://dotnet.microsoft.com/download");
        var project = Directory.CreateTempSubdirectory("striate-libraries");
        try
        {
            var downloads = NanoFramework.Packages.Select(package => new XElement(
                "PackageDownload",
                new XAttribute("Include", package.Id),
                new XAttribute("Version", $"[{package.Version}]")
            ));
            new XDocument(
                new XElement(
                    "Project",
                    new XAttribute("Sdk", "Microsoft.NET.Sdk"),
                    new XElement("PropertyGroup", new XElement("TargetFramework", "net10.0")),
                    new XElement("ItemGroup", downloads)
                )
            ).Save(Path.Combine(project.FullName, "libraries.csproj"));
            var run = ExternalCommand.Run(
                dotnet,
                ["restore", "libraries.csproj", "-nologo", "-v:minimal"],
                s_limit,
                project.FullName,
                cancellation
            );
            if (run.ExitCode != 0)
            {
                throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"NuGet does not restore nanoFramework's libraries: {run.Reason}; see 'dotnet nuget list source', put the libraries' .pe files into a folder and name it with --libraries, or build with --input golden, which needs none"
                );
            }
        }
        finally
        {
            project.Delete(recursive: true);
        }
    }
}
