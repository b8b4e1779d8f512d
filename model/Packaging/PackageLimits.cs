namespace Striate.Model.Packaging;

/// <summary>What a package may be at most; checked before memory is taken.</summary>
public static class PackageLimits
{
    /// <summary>Bytes of the file: 64 MiB, some twenty times the flash of the targets.</summary>
    public const int MaximumFileBytes = 64 << 20;

    /// <summary>Parts in the file: eight per layer, the fixed and the optional ones.</summary>
    public const int MaximumParts = (8 * Graph.NetworkLimits.MaximumLayers) + 8;

    /// <summary>Bytes of the manifest: 16 MiB.</summary>
    public const int MaximumManifestBytes = 16 << 20;

    /// <summary>Bytes of the training report.</summary>
    public const int MaximumReportBytes = 64 << 10;

    /// <summary>Golden vectors.</summary>
    public const int MaximumGoldenVectors = 4096;

    /// <summary>Nesting of JSON.</summary>
    public const int MaximumJsonDepth = 8;
}
