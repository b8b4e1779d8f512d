using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Striate.Packing;

/// <summary>
/// Assemblies whose bytes depend on their sources alone: the compiler was told to be deterministic, and every path that it was given
/// begins where the repository does, wherever that is.
/// </summary>
public static class DeterministicAssembly
{
    // What builds write in place of the repository's folder (PathMap).
    private const string Root = "/_/";

    /// <summary>What of an assembly depends on the machine that compiled it; null: nothing.</summary>
    /// <param name="image">The assembly.</param>
    /// <exception cref="BadImageFormatException">It is not an assembly.</exception>
    public static string? Problem(Stream image)
    {
        using var file = new PEReader(image, PEStreamOptions.LeaveOpen | PEStreamOptions.PrefetchEntireImage);
        var entries = file.ReadDebugDirectory();
        if (entries.All(entry => entry.Type != DebugDirectoryEntryType.Reproducible))
        {
            return "it was not compiled deterministically";
        }

        return entries
            .Where(entry => entry.Type == DebugDirectoryEntryType.CodeView)
            .Select(entry => file.ReadCodeViewDebugDirectoryData(entry).Path)
            .Where(path => !path.StartsWith(Root, StringComparison.Ordinal))
            .Select(path => $"it names {path}, a path of the machine that compiled it")
            .FirstOrDefault();
    }

    /// <summary>What of an assembly's symbols depends on the machine that compiled it; null: nothing.</summary>
    /// <param name="symbols">A portable .pdb file.</param>
    /// <exception cref="BadImageFormatException">It is none.</exception>
    public static string? ProblemOfSymbols(Stream symbols)
    {
        using var file = MetadataReaderProvider.FromPortablePdbStream(
            symbols,
            MetadataStreamOptions.LeaveOpen | MetadataStreamOptions.PrefetchMetadata
        );
        var reader = file.GetMetadataReader();
        return reader
            .Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))
            .Where(path => !path.StartsWith(Root, StringComparison.Ordinal))
            .Select(path => $"it names {path}, a path of the machine that compiled it")
            .FirstOrDefault();
    }
}
