using System.Collections.Immutable;

namespace Striate.Board.Links;

/// <summary>The files of <c>firmware/</c>, which travel in this assembly.</summary>
public static class FirmwareFiles
{
    private const string Folder = "firmware/";
    private const string CoreFolder = "firmware-core/";
    private const string MotionFolder = "firmware-imu/";
    private const string RecorderFolder = "firmware-recorder/";

    // What needs no library but the core library; the rest of such an application is in firmware/core.
    private static readonly string[] s_core = ["GoldenLoop.cs", "Hexadecimal.cs", "SelfTest.cs"];

    // What reads a sensor and talks to a computer; the rest of a recorder is in firmware/recorder.
    private static readonly string[] s_recorder =
    [
        "Crc32.cs",
        "ErrorCode.cs",
        "FrameReader.cs",
        "FrameWriter.cs",
        "Line.cs",
        "Reports.cs",
        "Ring.cs",
        "Sampler.cs",
        "Sensor.cs",
    ];

    /// <summary>Their names, in ordinal order.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. typeof(FirmwareFiles)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Names and texts of what a motion sensor needs: another library, so that it is left out where there is none.</summary>
    public static ImmutableArray<(string Name, string Text)> Motion { get; } = In(MotionFolder);

    /// <summary>Names and texts of the application that records and needs no network.</summary>
    public static ImmutableArray<(string Name, string Text)> Recorder { get; } =
    [.. s_recorder.Select(name => (name, Text(name))), .. In(RecorderFolder)];

    /// <summary>Names and texts of the application that needs no library but the core library.</summary>
    public static ImmutableArray<(string Name, string Text)> Core { get; } =
    [.. s_core.Select(name => (name, Text(name))), .. In(CoreFolder)];

    /// <summary>The text of a file.</summary>
    public static string Text(string name) => Read(Folder + name);

    private static ImmutableArray<(string Name, string Text)> In(string folder) =>
        [
            .. typeof(FirmwareFiles)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => (name[folder.Length..], Read(name))),
        ];

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(FirmwareFiles).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
