using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;

namespace Striate.Import;

/// <summary>Where a network came from: the optional part of its package that says so.</summary>
/// <param name="Framework">Kind of file, such as <c>tflite</c>.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
/// <param name="InputShape">The input's shape there.</param>
/// <param name="Operators">What became of each operator.</param>
public sealed record SourceModelPart(
    string Framework,
    string Sha256,
    ImmutableArray<int> InputShape,
    ImmutableArray<OperatorReport> Operators
)
{
    private const int MaximumBytes = 16 << 20;
    private const int MaximumSides = 8;

    /// <summary>The part of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="path">What errors call it.</param>
    /// <returns>Null where the package was not imported.</returns>
    /// <exception cref="PackageException">The part is damaged.</exception>
    public static SourceModelPart? Of(ModelPackage package, string path)
    {
        try
        {
            return package.OptionalParts.FirstOrDefault(part => part.Name == OptionalPartNames.SourceModel) is { } part
                ? Parse(part.Content.AsSpan())
                : null;
        }
        catch (InvalidDataException damaged)
        {
            throw new PackageException(path, OptionalPartNames.SourceModel, damaged.Message, "import the model again", damaged);
        }
    }

    /// <summary>The part's bytes.</summary>
    public ImmutableArray<byte> Format() => [.. JsonSerializer.SerializeToUtf8Bytes(this, SourceModelJson.Default.SourceModelPart)];

    /// <summary>Reads a part's bytes.</summary>
    /// <exception cref="InvalidDataException">They are too many, or no such part.</exception>
    public static SourceModelPart Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
        {
            throw new InvalidDataException($"{bytes.Length} bytes; at most {MaximumBytes} are allowed");
        }

        try
        {
            var part = JsonSerializer.Deserialize(bytes, SourceModelJson.Default.SourceModelPart);
            return
                part is { InputShape.IsDefault: false, Operators.IsDefault: false }
                && IsShape(part.InputShape)
                && part.Operators.All(one => one is not null && IsShape(one.Shape))
                ? part
                : throw new InvalidDataException("a shape or an operator is missing or impossible");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }

    private static bool IsShape(ImmutableArray<int> shape) =>
        shape is { IsDefault: false, Length: <= MaximumSides } && shape.All(side => side >= 0);

    /// <summary>The shape that a layer's output has in the source model; null: no operator became that layer.</summary>
    public ImmutableArray<int>? ShapeOf(string layer) => Operators.LastOrDefault(one => one.Layer == layer)?.Shape;
}

/// <summary>The generated serialiser: no reflection, and strict.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, MaxDepth = 8, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SourceModelPart))]
internal sealed partial class SourceModelJson : JsonSerializerContext;
