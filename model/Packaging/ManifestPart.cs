using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Striate.Model.Packaging.Manifest;
using static Striate.Model.Storage.InvalidData;

namespace Striate.Model.Packaging;

/// <summary>The part with the graph, first in the file.</summary>
internal static class ManifestPart
{
    public const string PartName = "manifest.json";

    /// <summary>The manifest of a network whose tensors and other parts are these.</summary>
    /// <param name="format">Version of the format.</param>
    /// <param name="network">The graph.</param>
    /// <param name="others">All other parts but the checksums.</param>
    /// <exception cref="InvalidDataException">It is too large to be read again.</exception>
    public static Part Of(int format, NetworkManifest network, IEnumerable<Part> others)
    {
        var parts = others.Select(part => new PartManifest(part.Name, part.Content.Length));
        var document = new ManifestDocument(format, PackageFile.ToolVersion, network, [.. parts]);
        var content = JsonSerializer.SerializeToUtf8Bytes(document, ManifestJson.Default.ManifestDocument);
        RequireSize(content.Length, PackageLimits.MaximumManifestBytes);
        return new Part(PartName, content);
    }

    /// <summary>Reads a manifest and compares its list of parts with those that are there.</summary>
    /// <exception cref="InvalidDataException">It is not a manifest, has another version, or lists other parts.</exception>
    public static ManifestDocument Read(ReadOnlySpan<byte> content, IReadOnlyList<Part> others)
    {
        var version = Parse(content, PackageLimits.MaximumManifestBytes, ManifestVersionJson.Default.ManifestVersion).Format;
        Require(
            version is >= PackageFile.OldestFormatVersion and <= PackageFile.FormatVersion,
            $"format version {version}; this version of striate reads {PackageFile.OldestFormatVersion} and {PackageFile.FormatVersion}"
        );
        var manifest = Parse(content, PackageLimits.MaximumManifestBytes, ManifestJson.Default.ManifestDocument);
        Require(
            manifest.Parts.SequenceEqual(others.Select(part => new PartManifest(part.Name, part.Content.Length))),
            "its list of parts differs from the parts that are there"
        );
        return manifest;
    }

    /// <summary>Reads JSON with a generated serialiser.</summary>
    /// <exception cref="InvalidDataException">It is too large, not JSON, or not of this kind.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> content, int maximumBytes, JsonTypeInfo<T> type)
        where T : class
    {
        RequireSize(content.Length, maximumBytes);
        try
        {
            return JsonSerializer.Deserialize(content, type) ?? throw new InvalidDataException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{JsonPlace.Of(exception)}: not the JSON that stands there in such a part", exception);
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidDataException("not the JSON of such a part", exception);
        }
    }

    private static void RequireSize(int bytes, int maximum) => Require(bytes <= maximum, $"{bytes} bytes; at most {maximum} are allowed");
}
