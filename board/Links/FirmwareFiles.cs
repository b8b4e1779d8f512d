using System.Collections.Immutable;

namespace Striate.Board.Links;

/// <summary>The files of <c>firmware/</c>, which travel in this assembly.</summary>
public static class FirmwareFiles
{
    private const string Folder = "firmware/";
    private const string CoreFolder = "firmware-core/";

    // What needs no library but the core library; the rest of such an application is in firmware/core.
    private static readonly string[] s_core = ["GoldenLoop.cs", "Hexadecimal.cs", "SelfTest.cs"];

    /// <summary>Their names, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(FirmwareFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Names and texts of the application that needs no library but the core library.</summary>
    public static ImmutableArray<(string Name, string Text)> Core { get; } =
    [
        .. s_core.Select(name => (name, Text(name))),
        .. typeof(FirmwareFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(CoreFolder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(name => (name[CoreFolder.Length..], Read(name))),
    ];

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => Read(Folder + name);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(FirmwareFiles).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
