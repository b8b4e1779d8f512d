using System.Collections.Immutable;

namespace Striate.Board.Toolchain;

/// <summary>What nanoff is told.</summary>
/// <param name="Port">Serial port of this computer.</param>
/// <param name="Target">Name of the runtime's image, such as ESP32_REV0.</param>
/// <param name="Image">The application.</param>
/// <param name="UpdatesRuntime">Flash the runtime, too, which erases what the board holds.</param>
/// <param name="RuntimeVersion">Version of the runtime; null: the newest.</param>
public sealed record Flashing(string Port, string Target, BoardImage Image, bool UpdatesRuntime, string? RuntimeVersion)
{
    /// <summary>The arguments, as nanoFirmwareFlasher's page documents them.</summary>
    public ImmutableArray<string> Arguments =>
    [
        "--target", Target,
        "--serialport", Port,
        .. UpdatesRuntime ? ["--update"] : ImmutableArray<string>.Empty,
        .. UpdatesRuntime && RuntimeVersion is not null ? ["--fwversion", RuntimeVersion] : ImmutableArray<string>.Empty,
        "--deploy",
        "--image", Image.Path,
    ];

    /// <summary>The command line, as one would type it.</summary>
    public string CommandLine => "nanoff " + string.Join(' ', Arguments.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
}
