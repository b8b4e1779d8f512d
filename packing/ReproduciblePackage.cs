using System.IO.Compression;
using System.Text;

namespace Striate.Packing;

/// <summary>NuGet packages whose bytes tell nothing of when and where they were packed.</summary>
public static class ReproduciblePackage
{
    private const string CoreProperties = "package/services/metadata/core-properties/";
    private const string Relations = "_rels/.rels";
    private const string Manifest = ".nuspec";

    private static readonly DateTimeOffset s_written = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The same package without times, and without the part that has a name by chance: no reader of packages needs it. Its parts are in the
    /// order of their names.
    /// </summary>
    /// <param name="package">A package as NuGet writes it.</param>
    /// <param name="compression">Nothing is compressed where the bytes must be the same on every processor.</param>
    /// <exception cref="InvalidDataException">It is not a package.</exception>
    public static byte[] Of(Stream package, CompressionLevel compression = CompressionLevel.SmallestSize)
    {
        using var content = new MemoryStream();
        using (var read = new ZipArchive(package, ZipArchiveMode.Read, leaveOpen: true))
        using (var written = new ZipArchive(content, ZipArchiveMode.Create, leaveOpen: true))
        {
            var manifest =
                read.Entries.FirstOrDefault(part =>
                    !part.FullName.Contains('/', StringComparison.Ordinal) && part.FullName.EndsWith(Manifest, StringComparison.Ordinal)
                ) ?? throw new InvalidDataException("there is no .nuspec: that is not a package of NuGet");
            foreach (
                var part in read
                    .Entries.Where(part => !part.FullName.StartsWith(CoreProperties, StringComparison.Ordinal))
                    .OrderBy(part => part.FullName, StringComparer.Ordinal)
            )
            {
                var entry = written.CreateEntry(part.FullName, compression);
                entry.LastWriteTime = s_written;
                using var from =
                    part.FullName == Relations ? new MemoryStream(Encoding.UTF8.GetBytes(RelationsTo(manifest.FullName))) : part.Open();
                using var to = entry.Open();
                from.CopyTo(to);
            }
        }

        return content.ToArray();
    }

    private static string RelationsTo(string manifest) =>
        $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
              <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/{manifest}" Id="R1" />
            </Relationships>
            """.ReplaceLineEndings("\n");
}
