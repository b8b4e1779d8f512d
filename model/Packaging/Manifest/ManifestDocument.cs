using System.Text.Json.Serialization;

namespace Striate.Model.Packaging.Manifest;

// What manifest.json holds. These records are the file format: they change only together with PackageFile.FormatVersion.
// Members that a package of format 2 does not have are optional, and are not written where they say nothing.

/// <summary>The whole manifest. Every package has the two first members, whatever its version.</summary>
/// <param name="Format">Version of the format.</param>
/// <param name="Tool">Version of the program that wrote it; for people.</param>
/// <param name="Network">The graph without its tensors.</param>
/// <param name="Parts">The other parts, in the order of the file, without the checksums.</param>
internal sealed record ManifestDocument(int Format, string Tool, NetworkManifest Network, PartManifest[] Parts);

/// <summary>As much of a manifest of any version as is needed to say that it is not ours.</summary>
internal sealed record ManifestVersion(int Format);

/// <summary>One part.</summary>
internal sealed record PartManifest(string Name, int Bytes);

/// <summary>A feature map.</summary>
internal sealed record MapManifest(
    int Height,
    int Width,
    int Channels,
    int Bits,
    bool Signed,
    double Scale,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int ZeroPoint = 0
);

/// <summary>A window.</summary>
internal sealed record WindowManifest(
    int KernelHeight,
    int KernelWidth,
    int StrideY,
    int StrideX,
    int Top,
    int Left,
    int Bottom,
    int Right
);

/// <summary>What a requantisation holds besides its tensors, and which of those it has besides multipliers and shifts.</summary>
internal sealed record ClampManifest(
    int Minimum,
    int Maximum,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Constants = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Split = false
);
