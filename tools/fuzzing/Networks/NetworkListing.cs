using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Graph;
using Striate.Model.Segments;

namespace Striate.Fuzzing.Networks;

/// <summary>A network as text, a line per layer: beside golden files, and for cases that random tests find.</summary>
public static class NetworkListing
{
    private static readonly JsonSerializerOptions s_options = new() { Converters = { new CatalogConverter() } };

    /// <summary>The text.</summary>
    public static string Of(Network network)
    {
        var lines = network.Layers.Select(layer => $"{layer.GetType().Name} {JsonSerializer.Serialize(layer, layer.GetType(), s_options)}");
        var head = JsonSerializer.Serialize(
            new
            {
                network.Name,
                network.Input,
                network.Labels,
            },
            s_options
        );
        return string.Join('\n', lines.Prepend("Network " + head)) + "\n";
    }

    private sealed class CatalogConverter : JsonConverter<SegmentCatalog>
    {
        public override SegmentCatalog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("the text is for reading by people");

        public override void Write(Utf8JsonWriter writer, SegmentCatalog value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value.KernelHeight}x{value.KernelWidth} {(value.IsDense ? "dense" : "segments")}");
    }
}
