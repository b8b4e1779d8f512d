using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Validation;
using Striate.Model.Packaging.Manifest;

namespace Striate.Model.Packaging;

/// <summary>
/// Model packages as files: one zip with manifest.json, a binary part per tensor, report.json, golden.bin, and
/// checksums.txt with the SHA-256 of all others, which is checked when the file is opened. Optional parts (<see cref="OptionalPartNames"/>)
/// stand behind golden.bin; whoever does not know what they say passes them on.
/// </summary>
public static class PackageFile
{
    /// <summary>How package files are named.</summary>
    public const string Extension = ".striate";

    /// <summary>The newest version of the format that this program writes and reads.</summary>
    public const int FormatVersion = 3;

    /// <summary>
    /// The oldest version that it reads, and writes for what that version holds: specification 1 of the arithmetic, no optional parts.
    /// </summary>
    public const int OldestFormatVersion = 2;

    private const string Damaged = "copy it again from where it was made, or train again";

    /// <summary>The version of this program, as the manifest records it.</summary>
    public static string ToolVersion { get; } = typeof(PackageFile).Assembly.GetName().Version!.ToString(3);

    /// <summary>Writes a package; equal packages give equal bytes. The file is there completely or not at all.</summary>
    /// <returns>The file's SHA-256, lower-case hexadecimal.</returns>
    /// <exception cref="PackageException">The package contradicts itself or is too large, or the file cannot be written.</exception>
    public static string Write(string path, ModelPackage package)
    {
        var file = Format(package, path);
        try
        {
            AtomicFile.Write(path, stream => stream.Write(file));
            return Checksums.Sha256(file);
        }
        catch (FileException refused)
        {
            throw Refused(path, refused.Problem, refused);
        }
        catch (Exception exception) when (FileProblem.IsRefusal(exception))
        {
            throw Refused(path, FileProblem.OfWriting(path, exception), exception);
        }
    }

    /// <summary>
    /// Reads a package and checks everything but whether its golden vectors are right, which takes the reference executor.
    /// </summary>
    /// <exception cref="PackageException">The file cannot be read, or is cut off, altered, contradictory or too large.</exception>
    public static LoadedPackage Read(string path)
    {
        byte[] file;
        try
        {
            file = Refusing(path, Damaged, () => ReadFile(path));
        }
        catch (Exception exception) when (FileProblem.IsRefusal(exception))
        {
            throw Refused(path, FileProblem.OfReading(path, exception), exception);
        }

        return Parse(file, path);
    }

    /// <summary>The bytes of a package's file.</summary>
    /// <param name="package">The package.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="PackageException">The package contradicts itself or is too large.</exception>
    public static byte[] Format(ModelPackage package, string path)
    {
        const string Remedy = "this is an internal error of the program that made the package; nothing was written";
        return Refusing(
            path,
            Remedy,
            () =>
            {
                CheckPackage(package);
                var tensors = new TensorWriter();
                var network = NetworkManifest.Of(package.Network, tensors);
                ImmutableArray<Part> others =
                [
                    .. tensors.Parts,
                    .. package.Report is null ? [] : new[] { ReportPart.Of(package.Report) },
                    GoldenPart.Of(package.GoldenVectors),
                    .. package.OptionalParts.Select(part => new Part(part.Name, part.Content.AsMemory())),
                ];
                var manifest = InvalidPartException.Within(
                    ManifestPart.PartName,
                    () => ManifestPart.Of(FormatOf(package), network, others)
                );
                ImmutableArray<Part> parts = [manifest, .. others];
                Require(
                    parts.Length < PackageLimits.MaximumParts,
                    "file",
                    $"{parts.Length} parts; at most {PackageLimits.MaximumParts} are allowed"
                );
                RequireSize(parts.Sum(part => (long)part.Content.Length));
                var file = StoredZip.Write([.. parts, Checksums.Of(parts)]);
                RequireSize(file.Length);
                return file;
            }
        );
    }

    /// <summary>Reads a package from the bytes of its file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="PackageException">The bytes are cut off, altered, contradictory or too many.</exception>
    public static LoadedPackage Parse(ReadOnlyMemory<byte> file, string path) =>
        Refusing(
            path,
            Damaged,
            () =>
            {
                RequireSize(file.Length);
                var parts = InvalidPartException.Within("file", () => StoredZip.Read(file, PackageLimits.MaximumParts));
                var listed = parts[..^1];
                Require(parts[^1].Name == Checksums.PartName && listed.Length > 0, Checksums.PartName, "it is not the last part");
                var altered = Checksums.FirstDifference(listed, parts[^1]);
                Require(altered is null, altered ?? "", "its SHA-256 is not the one in " + Checksums.PartName);
                return new LoadedPackage(ParsePackage(listed), Checksums.Sha256(file.Span));
            }
        );

    private static ModelPackage ParsePackage(ImmutableArray<Part> parts)
    {
        var reader = new TensorReader(parts);
        var content = reader.Take(ManifestPart.PartName);
        var manifest = InvalidPartException.Within(ManifestPart.PartName, () => ManifestPart.Read(content.Span, parts[1..]));
        var network = InvalidPartException.Within(ManifestPart.PartName, () => manifest.Network.ToNetwork(reader));
        var hasReport = parts.Any(part => part.Name == ReportPart.PartName);
        var report = hasReport ? reader.Take(ReportPart.PartName) : null;
        var golden = reader.Take(GoldenPart.PartName);
        var optional = TakeOptional(reader);
        reader.ExpectEnd();
        var package = new ModelPackage(
            network,
            hasReport ? InvalidPartException.Within(ReportPart.PartName, () => ReportPart.Read(report.Span, network)) : null,
            InvalidPartException.Within(GoldenPart.PartName, () => GoldenPart.Read(golden.Span, network))
        )
        {
            OptionalParts = optional,
        };
        Require(
            FormatOf(package) == manifest.Format,
            ManifestPart.PartName,
            $"format version {manifest.Format}; what it holds is version {FormatOf(package)}"
        );
        return package;
    }

    /// <summary>The oldest version that holds what a package holds, so that equal packages are equal bytes.</summary>
    private static int FormatOf(ModelPackage package) =>
        package.OptionalParts.IsEmpty && Features.Of(package.Network).IsEmpty ? OldestFormatVersion : FormatVersion;

    private static ImmutableArray<OptionalPart> TakeOptional(TensorReader reader) =>
        [
            .. OptionalPartNames
                .All.Where(name => reader.Next == name)
                .Select(name => new OptionalPart(name, ImmutableArray.Create(reader.Take(name).Span))),
        ];

    private static void CheckPackage(ModelPackage package)
    {
        var errors = NetworkValidator.Check(package.Network);
        Require(errors.IsEmpty, "network", errors.IsEmpty ? "" : errors[0].ToString());
        var names = package.OptionalParts.Select(part => part.Name);
        Require(
            names.SequenceEqual(OptionalPartNames.All.Where(names.Contains)),
            "file",
            $"optional parts are {string.Join(", ", OptionalPartNames.All)}, in this order"
        );
        InvalidPartException.Within(GoldenPart.PartName, () => GoldenPart.Check(package.GoldenVectors, package.Network));
        if (package.Report is { } report)
        {
            InvalidPartException.Within(ReportPart.PartName, () => ReportPart.Check(report, package.Network));
        }
    }

    private static byte[] ReadFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        RequireSize(stream.Length);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static T Refusing<T>(string path, string remedy, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InvalidPartException exception)
        {
            throw new PackageException(path, exception.Part, exception.Message, remedy, exception);
        }
    }

    // A problem ends with its remedy.
    private static PackageException Refused(string path, string problem, Exception inner)
    {
        var remedy = problem.LastIndexOf("; ", StringComparison.Ordinal);
        return new PackageException(path, "file", problem[..remedy], problem[(remedy + 2)..], inner);
    }

    private static void RequireSize(long bytes) =>
        Require(bytes <= PackageLimits.MaximumFileBytes, "file", $"{bytes} bytes; a package has {PackageLimits.MaximumFileBytes} at most");

    private static void Require(bool condition, string part, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidPartException(part, otherwise);
        }
    }
}
