using System.Security.Cryptography;
using Striate.Import;
using Striate.Model.Packaging;

namespace Striate.Projects;

/// <summary>
/// The package of a project as it is to be: its file, or what its model becomes now. A package that is imported is compared
/// byte for byte with its file, so that a model, an option or a striate that changed is seen.
/// </summary>
/// <param name="Path">Full path of the package.</param>
/// <param name="Loaded">The package.</param>
/// <param name="Stale">Why the file is not this package; null when it is.</param>
/// <param name="Content">Bytes of the file that <see cref="Write"/> writes; empty where the file is the package.</param>
public sealed record ProjectPackage(string Path, LoadedPackage Loaded, string? Stale, ReadOnlyMemory<byte> Content)
{
    /// <summary>Reads a project's package, or imports it; writes nothing.</summary>
    /// <param name="project">The project.</param>
    /// <param name="progress">Gets what is done of a float model's quantisation, from several threads.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="PackageException">There is no package, or it is damaged.</exception>
    /// <exception cref="ImportException">The model is refused.</exception>
    /// <exception cref="StriateException">A file that was not imported is in the package's place.</exception>
    /// <exception cref="IOException">The model cannot be read.</exception>
    public static ProjectPackage Current(
        Project project,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var path = project.Package;
        if (project.Import is not { } import)
        {
            return new ProjectPackage(path, PackageFile.Read(path), null, default);
        }

        RequireModel(project, import);
        var options = import.Options.With(import.Calibration) with { Progress = progress, Cancellation = cancellation };
        var content = PackageFile.Format(ModelImporter.Import(import.Model, options).Required(), path);
        var loaded = PackageFile.Parse(content, path);
        return new ProjectPackage(path, loaded, Difference(project, import.Model, loaded), content);
    }

    /// <summary>
    /// Reads a project's package as its file is. One that is not imported yet, or from another model than the one that is there, is
    /// refused.
    /// </summary>
    /// <exception cref="PackageException">There is no package, or it is damaged.</exception>
    /// <exception cref="StriateException">It has to be imported first.</exception>
    /// <exception cref="IOException">The model cannot be read.</exception>
    public static LoadedPackage Read(Project project)
    {
        if (project.Import is not { } import)
        {
            return PackageFile.Read(project.Package);
        }

        if (!File.Exists(project.Package))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{project.Package} is missing; 'striate regenerate {project.Folder}' imports it"
            );
        }

        var loaded = ReadImported(project);
        return !File.Exists(import.Model) || HashOf(import.Model) == SourceOf(project, loaded).Sha256
            ? loaded
            : throw new StriateException(ErrorKind.BadFile, $"{IsStale(project, import.Model)}; run 'striate regenerate {project.Folder}'");
    }

    /// <summary>Writes the file where it is stale; it is there completely or not at all.</summary>
    /// <exception cref="FileException">It cannot be written.</exception>
    public void Write()
    {
        if (Stale is not null)
        {
            Folders.Create(System.IO.Path.GetDirectoryName(Path)!);
            AtomicFile.Write(Path, stream => stream.Write(Content.Span));
        }
    }

    private static string? Difference(Project project, string model, LoadedPackage wanted)
    {
        if (!File.Exists(project.Package))
        {
            return $"{project.Package} is missing";
        }

        var old = ReadImported(project);
        return old.Sha256 == wanted.Sha256 ? null
            : SourceOf(project, old).Sha256 != SourceOf(project, wanted).Sha256 ? IsStale(project, model)
            : $"{project.Package} is not what {model} becomes now: [import]{(project.Import?.Calibration is null ? "" : ", its samples")} or striate has changed";
    }

    private static string IsStale(Project project, string model) => $"{project.Package} was imported from another version of {model}";

    private static void RequireModel(Project project, ImportSettings import)
    {
        if (!File.Exists(import.Model))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{project.File}: [import] model {import.Model} {(Directory.Exists(import.Model) ? "is a folder; name a file" : "is missing; copy it there, or correct the path")}"
            );
        }
    }

    private static LoadedPackage ReadImported(Project project)
    {
        try
        {
            return PackageFile.Read(project.Package);
        }
        catch (PackageException damaged)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{project.Package}: {damaged.Part}: {damaged.Reason}; delete it, and 'striate regenerate {project.Folder}' imports it again"
            );
        }
    }

    // A package that was trained is worth more than the model that would replace it.
    private static SourceModelPart SourceOf(Project project, LoadedPackage package) =>
        SourceModelPart.Of(package.Package, project.Package)
        ?? throw new StriateException(
            ErrorKind.BadFile,
            $"{project.File}: {project.Package} was not imported, and [import] would replace it; name another package, or leave [import] out"
        );

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
