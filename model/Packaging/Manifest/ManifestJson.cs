using System.Text.Json;
using System.Text.Json.Serialization;

namespace Striate.Model.Packaging.Manifest;

/// <summary>
/// Generated serialisers: no reflection, and strict (no unknown, missing, duplicate or null members). What the
/// serialisers accept is decided here, at compile time.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    MaxDepth = PackageLimits.MaximumJsonDepth,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase
)]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(TrainingReport))]
internal sealed partial class ManifestJson : JsonSerializerContext;

/// <summary>The serialiser that finds the version in a manifest of any version.</summary>
[JsonSourceGenerationOptions(
    MaxDepth = PackageLimits.MaximumJsonDepth,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ManifestVersion))]
internal sealed partial class ManifestVersionJson : JsonSerializerContext;
