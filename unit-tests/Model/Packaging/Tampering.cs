using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Striate.Model.Packaging;

namespace Striate.UnitTests.Model.Packaging;

/// <summary>Packages changed by someone who knows the format: every checksum and size is right again afterwards.</summary>
internal static class Tampering
{
    public static readonly byte[] Good = PackageFile.Format(Samples.Package, "good");

    /// <summary>The good package with one part's content changed.</summary>
    public static byte[] WithPart(string name, Func<byte[], byte[]> change) =>
        Seal([.. Parts().Select(part => part.Name == name ? part with { Content = change(part.Content.ToArray()) } : part)]);

    /// <summary>The good package with a JSON part changed.</summary>
    public static byte[] WithJson(string name, Action<JsonObject> change) =>
        WithPart(
            name,
            content =>
            {
                var json = JsonNode.Parse(content)!.AsObject();
                change(json);
                return JsonSerializer.SerializeToUtf8Bytes(json);
            }
        );

    /// <summary>The good package with a text in the manifest replaced by another.</summary>
    public static byte[] WithManifestText(string old, string changed) =>
        WithPart(
            "manifest.json",
            content =>
            {
                var text = Encoding.UTF8.GetString(content);
                text.ShouldContain(old);
                return Encoding.UTF8.GetBytes(text.Replace(old, changed, StringComparison.Ordinal));
            }
        );

    /// <summary>The good package with other parts (without the checksums).</summary>
    public static byte[] WithParts(Func<List<Part>, IEnumerable<Part>> change) => Seal([.. change([.. Parts()])]);

    /// <summary>A file of these parts: the manifest lists them where it can, and the checksums are right.</summary>
    public static byte[] Seal(IReadOnlyList<Part> parts)
    {
        Part[] listed = [.. parts.Select(part => part.Name == "manifest.json" ? part with { Content = Listing(part, parts) } : part)];
        return StoredZip.Write([.. listed, Checksums.Of(listed)]);
    }

    /// <summary>Checks that a file is refused, in one line that names it and a part.</summary>
    public static PackageException Refused(ReadOnlyMemory<byte> file)
    {
        var exception = Should.Throw<PackageException>(() => PackageFile.Parse(file, "some.striate"));
        exception.Message.ShouldStartWith($"some.striate: {exception.Part}: ");
        exception.Message.Any(char.IsControl).ShouldBeFalse();
        exception.Part.ShouldNotBeEmpty();
        exception.Reason.ShouldNotBeEmpty();
        return exception;
    }

    private static IEnumerable<Part> Parts() => StoredZip.Read(Good, PackageLimits.MaximumParts)[..^1];

    private static byte[] Listing(Part manifest, IReadOnlyList<Part> parts)
    {
        var text = Encoding.UTF8.GetString(manifest.Content.Span);
        var start = text.LastIndexOf("\"parts\":[", StringComparison.Ordinal);
        return start < 0
            ? manifest.Content.ToArray()
            : Encoding.UTF8.GetBytes(
                text[..start]
                    + "\"parts\":["
                    + string.Join(
                        ',',
                        parts
                            .Where(part => part.Name != "manifest.json")
                            .Select(part => $$"""{"name":{{JsonSerializer.Serialize(part.Name)}},"bytes":{{part.Content.Length}}}""")
                    )
                    + "]}"
            );
    }
}
