using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Graph;

namespace Striate.Model.Packaging;

/// <summary>
/// How raw readings become a network's input integers: the optional part <see cref="OptionalPartNames.InputContract"/> of a package. A
/// reading in the data's units is a whole number of steps, and that becomes an integer of 8 bits by whole-number arithmetic alone.
/// </summary>
/// <param name="Kind">What an input is: <c>image</c>, <c>signal</c>, <c>sound</c> or <c>features</c>.</param>
/// <param name="Channels">One for each channel of the input.</param>
/// <param name="Rate">Readings of a channel in a second; null: unknown.</param>
/// <param name="Units">Units of the readings; null: unknown.</param>
public sealed record InputContract(
    string Kind,
    ImmutableArray<InputChannel> Channels,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Rate = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Units = null
)
{
    private const int MaximumBytes = 1 << 20;
    private static readonly string[] s_kinds = ["image", "signal", "sound", "features"];

    /// <summary>The contract of a package; null: it has none.</summary>
    /// <exception cref="StriateException">The part is damaged, or not that network's.</exception>
    public static InputContract? Of(ModelPackage package) =>
        package.OptionalParts.FirstOrDefault(part => part.Name == OptionalPartNames.InputContract) is { } part
            ? Parse(part.Content.AsSpan(), package.Network.Input)
            : null;

    /// <summary>The part's bytes.</summary>
    public ImmutableArray<byte> Format() => [.. JsonSerializer.SerializeToUtf8Bytes(this, InputContractJson.Default.InputContract)];

    /// <summary>Reads a part's bytes.</summary>
    /// <param name="bytes">At most 1 MiB.</param>
    /// <param name="input">The network's input.</param>
    /// <exception cref="StriateException">They are too many, no such part, or not that network's.</exception>
    public static InputContract Parse(ReadOnlySpan<byte> bytes, FeatureMap input)
    {
        if (bytes.Length > MaximumBytes)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{OptionalPartNames.InputContract}: {bytes.Length} bytes; at most {MaximumBytes} are allowed"
            );
        }

        InputContract? contract;
        try
        {
            contract = JsonSerializer.Deserialize(bytes, InputContractJson.Default.InputContract);
        }
        catch (JsonException exception)
        {
            throw new StriateException(ErrorKind.BadFile, $"{OptionalPartNames.InputContract}: {exception.Message}", exception);
        }

        if (input.Type != IntegerType.Int8)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{OptionalPartNames.InputContract}: the network reads {input.Type}; int8 is what readings become"
            );
        }

        return
            contract is { Channels.IsDefault: false }
            && s_kinds.Contains(contract.Kind)
            && contract.Channels.Length == input.Shape.Channels
            && contract.Channels.All(channel => channel is { IsValid: true } && channel.Table == contract.Channels[0].Table)
            && contract.Rate is null or (> 0 and < 1e9)
            ? contract
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{OptionalPartNames.InputContract}: it does not tell {input.Shape.Channels} channels of one of the kinds {string.Join(", ", s_kinds)}; train again"
            );
    }
}

/// <summary>
/// A channel of the input: <c>q = clamp(((reading - Offset) * Multiplier + 2^(Shift - 1)) >> Shift)</c>, the difference clamped to
/// -65,535..65,535 and q to -128..127, so that 32 bits hold everything. With a table, what is shifted is not clamped to q, but q is its
/// <see cref="MuLaw"/>.
/// </summary>
/// <param name="Name">Name of the channel; empty where it has none.</param>
/// <param name="Step">Units of the data of one step of a reading; positive.</param>
/// <param name="Offset">The reading that becomes 0, -2^30..2^30.</param>
/// <param name="Multiplier">1..16,383.</param>
/// <param name="Shift">1..30.</param>
/// <param name="Table"><see cref="MuLaw.Name"/>, the same for all channels of a contract; null: none.</param>
public sealed record InputChannel(
    string Name,
    double Step,
    int Offset,
    int Multiplier,
    int Shift,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Table = null
)
{
    /// <summary>The largest difference of a reading from the offset that still counts.</summary>
    public const int MaximumDifference = ushort.MaxValue;

    /// <summary>The largest multiplier.</summary>
    public const int MaximumMultiplier = (1 << 14) - 1;

    /// <summary>The largest magnitude of a reading.</summary>
    public const int MaximumReading = 1 << 30;

    /// <summary>Whether q is the mu-law of what is shifted.</summary>
    [JsonIgnore]
    public bool IsMuLaw => Table == MuLaw.Name;

    /// <summary>Whether all are within their ranges.</summary>
    [JsonIgnore]
    public bool IsValid =>
        Name is { Length: <= NetworkLimits.MaximumNameLength }
        && Step is > 0 and < 1e30
        && Offset is >= -MaximumReading and <= MaximumReading
        && Multiplier is >= 1 and <= MaximumMultiplier
        && Shift is >= 1 and <= 30
        && Table is null or MuLaw.Name;

    /// <summary>The channel whose integers grow by a factor for each step of a reading.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="step">Units of the data of one step.</param>
    /// <param name="offset">The reading that becomes 0.</param>
    /// <param name="factor">Positive; what multiplier and shift cannot be is taken as the nearest that they can.</param>
    public static InputChannel Fitted(string name, double step, int offset, double factor)
    {
        var shift = (int)Math.Clamp(Math.Floor(Math.Log2(MaximumMultiplier / factor)), 1, 30);
        return new InputChannel(name, step, offset, (int)Math.Clamp(Math.Round(factor * Math.Pow(2, shift)), 1, MaximumMultiplier), shift);
    }

    /// <summary>A value in the data's units as a reading, rounded to the nearest, ties to even.</summary>
    public int ReadingOf(double value) => (int)Math.Clamp(Math.Round(value / Step), -MaximumReading, MaximumReading);

    /// <summary>A reading before it is clamped or looked up.</summary>
    public int Scaled(int reading)
    {
        var difference = (int)Math.Clamp((long)reading - Offset, -MaximumDifference, MaximumDifference);
        return ((difference * Multiplier) + (1 << (Shift - 1))) >> Shift;
    }

    /// <summary>A reading as the network's input integer, -128..127.</summary>
    public sbyte Apply(int reading)
    {
        var scaled = Scaled(reading);
        return IsMuLaw ? MuLaw.Compress(scaled) : (sbyte)Math.Clamp(scaled, sbyte.MinValue, sbyte.MaxValue);
    }
}

/// <summary>The generated serialiser: no reflection, and strict.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, MaxDepth = 8, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InputContract))]
internal sealed partial class InputContractJson : JsonSerializerContext;
