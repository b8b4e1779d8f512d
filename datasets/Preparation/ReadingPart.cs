using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.DataSets.Preparation;

/// <summary>
/// How a network's data were read and split in its training: the optional part <see cref="OptionalPartNames.DataReading"/> of a package.
/// With it, the same data give the same samples again.
/// </summary>
public static class ReadingPart
{
    private const int MaximumBytes = 1 << 16;
    private const int LongestName = DataLimits.FieldLength;

    /// <summary>What a package tells; null: nothing.</summary>
    /// <exception cref="StriateException">The part is damaged.</exception>
    public static DataOptions? Of(ModelPackage package) =>
        package.OptionalParts.FirstOrDefault(part => part.Name == OptionalPartNames.DataReading) is { } part
            ? Parse(part.Content.AsSpan())
            : null;

    /// <summary>The part's bytes.</summary>
    public static ImmutableArray<byte> Format(DataOptions options) =>
        [
            .. JsonSerializer.SerializeToUtf8Bytes(
                new StoredReading(
                    options.Window,
                    options.Hop,
                    options.Rate,
                    options.Size is { } size ? DataOptions.TextOf(size) : null,
                    options.IsGrey,
                    options.IsCropped,
                    options.Label,
                    options.Group,
                    options.Test,
                    options.Validation,
                    options.SplitSeed
                ),
                ReadingPartJson.Default.StoredReading
            ),
        ];

    /// <summary>Reads a part's bytes.</summary>
    /// <exception cref="StriateException">They are too many, or no such part.</exception>
    public static DataOptions Parse(ReadOnlySpan<byte> bytes)
    {
        StoredReading? stored;
        try
        {
            stored = bytes.Length > MaximumBytes ? null : JsonSerializer.Deserialize(bytes, ReadingPartJson.Default.StoredReading);
        }
        catch (JsonException exception)
        {
            throw new StriateException(ErrorKind.BadFile, $"{OptionalPartNames.DataReading}: {exception.Message}", exception);
        }

        var isRight =
            stored is not null
            && Within(stored.Window, 1, DataOptions.MaximumWindow)
            && Within(stored.Hop, 1, DataOptions.MaximumWindow)
            && Within(stored.Rate, 1, DataOptions.MaximumRate)
            && (stored.Size is null || DataOptions.SizeOf(stored.Size) is not null)
            && stored.Label is null or { Length: <= LongestName }
            && stored.Group is null or { Length: <= LongestName }
            && Within(stored.Test, 1, 90)
            && Within(stored.Validation, 0, 90)
            && Within(stored.SplitSeed, 0, int.MaxValue);
        return isRight
            ? new DataOptions
            {
                Window = stored!.Window,
                Hop = stored.Hop,
                Rate = stored.Rate,
                Size = stored.Size is null ? null : DataOptions.SizeOf(stored.Size),
                IsGrey = stored.Grey,
                IsCropped = stored.Crop,
                Label = stored.Label,
                Group = stored.Group,
                Test = stored.Test,
                Validation = stored.Validation,
                SplitSeed = stored.SplitSeed,
            }
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{OptionalPartNames.DataReading}: it does not say how data are read; train again"
            );
    }

    private static bool Within(int? value, int minimum, int maximum) => value is null || (value >= minimum && value <= maximum);
}

/// <summary>The part as JSON; what is null is left out.</summary>
internal sealed record StoredReading(
    int? Window = null,
    int? Hop = null,
    int? Rate = null,
    string? Size = null,
    bool? Grey = null,
    bool? Crop = null,
    string? Label = null,
    string? Group = null,
    int? Test = null,
    int? Validation = null,
    int? SplitSeed = null
);

/// <summary>The generated serialiser: no reflection, and strict.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    MaxDepth = 4,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(StoredReading))]
internal sealed partial class ReadingPartJson : JsonSerializerContext;
