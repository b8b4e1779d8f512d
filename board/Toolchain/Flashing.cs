using System.Collections.Immutable;
using Striate.Platform;

namespace Striate.Board.Toolchain;

/// <summary>What nanoff is told.</summary>
/// <param name="Port">Serial port of this computer.</param>
/// <param name="Target">Name of the runtime's image, such as ESP32_REV0.</param>
/// <param name="Image">The application.</param>
/// <param name="Partition">Where in flash it goes.</param>
/// <param name="UpdatesRuntime">Flash the runtime, too, which erases what the board holds.</param>
/// <param name="RuntimeVersion">Version of the runtime; null: the newest.</param>
public sealed record Flashing(
    string Port,
    string Target,
    BoardImage Image,
    DeploymentPartition Partition,
    bool UpdatesRuntime,
    string? RuntimeVersion
)
{
    /// <summary>
    /// The calls, in order. With --update nanoff ignores --address and writes the application to an address of its own
    /// (nanoFirmwareFlasher baccab8dd830, Esp32Manager.cs), so the runtime and the application are two calls.
    /// </summary>
    public ImmutableArray<NanoffCall> Calls => UpdatesRuntime ? [Update, Deploy] : [Deploy];

    private NanoffCall Update =>
        new(
            "the runtime",
            [.. Common, "--update", .. RuntimeVersion is null ? ImmutableArray<string>.Empty : ["--fwversion", RuntimeVersion]]
        );

    private NanoffCall Deploy => new("the application", [.. Common, "--deploy", "--image", Image.Path, "--address", Partition.AddressText]);

    private ImmutableArray<string> Common => ["--target", Target, "--serialport", Port];
}

/// <summary>One call of nanoff.</summary>
/// <param name="What">What it flashes.</param>
/// <param name="Arguments">Its arguments, as nanoFirmwareFlasher's page documents them.</param>
public sealed record NanoffCall(string What, ImmutableArray<string> Arguments)
{
    /// <summary>The command line, as one would type it.</summary>
    public string CommandLine =>
        "nanoff "
        + string.Join(' ', Arguments.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
}
