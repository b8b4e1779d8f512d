using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Striate.DataSets;
using Striate.Import;
using Striate.Model.Packaging;
using Striate.Trainer.Imported;

namespace Striate.Cli;

/// <summary>A network from elsewhere that a training begins with.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Package">Its package, or what import makes of the file.</param>
/// <param name="Network">Taken apart.</param>
internal sealed record ImportedSource(string Path, ModelPackage Package, ImportedNetwork Network)
{
    /// <summary>Reads a package, or imports a model.</summary>
    /// <exception cref="StriateException">It is neither, or a layer is none that a training knows.</exception>
    public static ImportedSource Read(string path)
    {
        var (package, sha256) = KnownNetworks.IsPackage(path) ? Loaded(PackageFile.Read(path)) : Imported(path);
        return new ImportedSource(path, package, ImportedNetwork.Of(package, sha256, path));
    }

    /// <summary>The data set that a command line names, as the network reads it.</summary>
    /// <exception cref="StriateException">None is named, a file is missing or damaged, or the network reads something else.</exception>
    public DataSet Data(DataSource source) =>
        ImportedData.Of(
            Package.Network,
            source.NameOr("") is { Length: > 0 } name ? source.Load(name, Package)
                : Package.Report is null
                    ? throw new StriateException(
                        ErrorKind.Usage,
                        $"--from {Path}: name the data that it is to learn from, with --data-set, --data or both"
                    )
                : source.LoadFor(Package, Path),
            Path
        );

    private static (ModelPackage, string) Loaded(LoadedPackage file) => (file.Package, file.Sha256);

    private static (ModelPackage, string) Imported(string path)
    {
        var result = ModelImporter.Import(path, ImportOptions.Default with { CalibrationOption = null });
        return (result.Required(), Identity(result.Source!.Sha256, result.WeightFiles));
    }

    /// <summary>
    /// What tells a model from others: the hash of its file, and where weights are in files of their own, of all their hashes.
    /// </summary>
    internal static string Identity(string sha256, ImmutableArray<string> weights)
    {
        if (weights.IsEmpty)
        {
            return sha256;
        }

        var all = new StringBuilder(sha256);
        foreach (var file in weights)
        {
            using var stream = File.OpenRead(file);
            all.Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(stream)));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString())));
    }
}
