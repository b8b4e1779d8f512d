using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Striate.Import;

/// <summary>Where a network came from: the optional part of its package that says so.</summary>
/// <param name="Framework">Kind of file, such as <c>tflite</c>.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
/// <param name="InputShape">The input's shape there.</param>
/// <param name="Operators">What became of each operator.</param>
public sealed record SourceModelPart(string Framework, string Sha256, ImmutableArray<int> InputShape, ImmutableArray<OperatorReport> Operators)
{
    private const int MaximumBytes = 16 << 20;

    /// <summary>The part's bytes.</summary>
    public ImmutableArray<byte> Format() => [.. JsonSerializer.SerializeToUtf8Bytes(this, SourceModelJson.Default.SourceModelPart)];

    /// <summary>Reads a part's bytes.</summary>
    /// <exception cref="InvalidDataException">They are too many, or no such part.</exception>
    public static SourceModelPart Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
        {
            throw new InvalidDataException($"{bytes.Length} bytes; {MaximumBytes} are possible");
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, SourceModelJson.Default.SourceModelPart) ?? throw new InvalidDataException("it is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    /// <summary>The shape that a layer's output has in the source model; null: no operator became that layer.</summary>
    public ImmutableArray<int>? ShapeOf(string layer) => Operators.LastOrDefault(one => one.Layer == layer)?.Shape;
}

/// <summary>The generated serialiser: no reflection, and strict.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, MaxDepth = 8, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SourceModelPart))]
internal sealed partial class SourceModelJson : JsonSerializerContext;
