using System.Collections.Immutable;
using System.Globalization;

namespace Striate.Platform;

/// <summary>The deployment partitions of nanoFramework's firmware; <c>data/partitions.json</c> is their one home.</summary>
public static class DeploymentPartitions
{
    private const string HexadecimalPrefix = "0x";

    private static readonly ImmutableArray<PartitionRow> s_rows = PlatformData.Read(
        "partitions.json",
        row => new PartitionRow(
            row.Text("chip"),
            (int)row.Number("flashMegabytes"),
            new DeploymentPartition(row.Generation(), ParseAddress(row.Text("address")), row.Number("bytes"), row.Text("source"))
        )
    );

    /// <summary>The chips, as nf-interpreter's folders name them.</summary>
    public static ImmutableArray<string> Chips { get; } = [.. s_rows.Select(row => row.Chip).Distinct()];

    /// <summary>The partition of a chip with so much flash, newest generation first; empty where none is known.</summary>
    public static ImmutableArray<DeploymentPartition> Of(string chip, int flashMegabytes) =>
        [.. s_rows.Where(row => row.Chip == chip && row.FlashMegabytes == flashMegabytes).Select(row => row.Partition)];

    /// <summary>The sizes of flash that are known of a chip, in MB.</summary>
    public static ImmutableArray<int> FlashSizes(string chip) =>
        [.. s_rows.Where(row => row.Chip == chip).Select(row => row.FlashMegabytes).Distinct()];

    private static long ParseAddress(string text) =>
        text.StartsWith(HexadecimalPrefix, StringComparison.Ordinal)
            ? long.Parse(text.AsSpan(HexadecimalPrefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"partitions.json: '{text}' is not an address");

    private sealed record PartitionRow(string Chip, int FlashMegabytes, DeploymentPartition Partition);
}
