using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Striate.Platform;

/// <summary>Reads the tables that are embedded in this assembly.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ImmutableArray<Limit>))]
[JsonSerializable(typeof(ImmutableArray<InstructionCost>))]
[JsonSerializable(typeof(ImmutableArray<Target>))]
[JsonSerializable(typeof(ImmutableArray<DiagnosticDescriptor>))]
internal sealed partial class PlatformData : JsonSerializerContext
{
    /// <summary>One table of <c>platform/data</c>.</summary>
    public static ImmutableArray<T> Read<T>(string file, JsonTypeInfo<ImmutableArray<T>> type)
    {
        using var stream = typeof(PlatformData).Assembly.GetManifestResourceStream("data/" + file)
            ?? throw new InvalidOperationException($"{file} is not embedded in the platform assembly");
        return JsonSerializer.Deserialize(stream, type);
    }
}
