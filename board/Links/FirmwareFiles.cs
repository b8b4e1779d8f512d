using System.Collections.Immutable;

namespace Striate.Board.Links;

/// <summary>The files of <c>firmware/</c>, which travel in this assembly.</summary>
public static class FirmwareFiles
{
    private const string Folder = "firmware/";

    /// <summary>Their names, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(FirmwareFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a file.</summary>
    public static string Text(string name)
    {
        using var reader = new StreamReader(typeof(FirmwareFiles).Assembly.GetManifestResourceStream(Folder + name)!);
        return reader.ReadToEnd();
    }
}
