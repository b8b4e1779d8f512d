using System.Text.RegularExpressions;
using Striate.Platform;

namespace Striate.Projects;

/// <summary>Names of builds of nanoFramework's runtime, as nanoff takes them.</summary>
public static partial class RuntimeImageName
{
    /// <summary>What a name must be.</summary>
    public const string Rule = "must be the name of a runtime's image, such as ESP32_PSRAM_REV0";

    private const string Esp32 = "esp32";

    /// <summary>Whether a text can be one.</summary>
    public static bool IsOne(string text) => Names().IsMatch(text);

    /// <summary>
    /// The chip that a name says it is for, where it does: <c>ESP32_S3_QUAD</c> says it, <c>M5Core2</c> does not. An image for
    /// another chip lies elsewhere in flash.
    /// </summary>
    public static string? ChipOf(string image)
    {
        var chips = DeploymentPartitions.Chips.Where(chip => chip != Esp32);
        return chips.FirstOrDefault(chip =>
                image.StartsWith(Prefix(chip), StringComparison.OrdinalIgnoreCase)
                && (image.Length == Prefix(chip).Length || image[Prefix(chip).Length] == '_')
            ) ?? (PlainNames().IsMatch(image) ? Esp32 : null);
    }

    // esp32s3 is ESP32_S3 in names of images.
    private static string Prefix(string chip) => Esp32 + "_" + chip[Esp32.Length..];

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex Names();

    [GeneratedRegex("^ESP32_(REV|PSRAM_|BLE_|PICO)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PlainNames();
}
