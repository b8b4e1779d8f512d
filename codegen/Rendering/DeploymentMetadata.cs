using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Streaming;

namespace Striate.Codegen;

/// <summary>What a program must know about generated code that it deploys: the file NETWORK.network.json beside it.</summary>
/// <param name="Comment">Marks the file as generated.</param>
/// <param name="Format">Version of this form: 1.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Class">Full name of the network's class.</param>
/// <param name="PackageSha256">The package that the code was generated from.</param>
/// <param name="Generator">Version of the generator.</param>
/// <param name="Specification">Version of the integer arithmetic.</param>
/// <param name="Options">What the code was generated with.</param>
/// <param name="Input">What Run reads: bytes in the order height, width, channel.</param>
/// <param name="Output">What Run writes.</param>
/// <param name="Labels">Names of the classes; empty: none.</param>
/// <param name="InputContract">How raw readings become the input; null: the code reads inputs alone.</param>
/// <param name="TableBytes">Bytes of constant tables, which are copied to the managed heap.</param>
/// <param name="ArenaBytes">Bytes of working memory on the managed heap.</param>
/// <param name="HeapBytes">Bytes of all objects on the managed heap; frames and the loader's tables come on top.</param>
/// <param name="Instructions">IL instructions of an inference that the planner predicts; null for strategies that are not planned.</param>
public sealed record DeploymentMetadata(
    [property: JsonPropertyName(Stamp.JsonKey)] string Comment,
    int Format,
    string Network,
    string Class,
    string PackageSha256,
    string Generator,
    int Specification,
    string Options,
    MapMetadata Input,
    MapMetadata Output,
    ImmutableArray<string> Labels,
    InputContract? InputContract,
    int TableBytes,
    int ArenaBytes,
    long HeapBytes,
    long? Instructions
)
{
    /// <summary>How the code takes a signal as it comes; null: whole windows, and then Input is a window.</summary>
    public StreamMetadata? Streaming { get; init; }

    /// <summary>Version of the form.</summary>
    public const int CurrentFormat = 1;

    private const string Extension = ".network.json";

    // Indented as the file of layers is, so that one stamp marks both.
    private static readonly JsonSerializerOptions s_json = new(DeploymentMetadataJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>All such files below a folder.</summary>
    internal const string Pattern = "*" + Extension;

    /// <summary>The name of the file of an assembly.</summary>
    public static string NameOf(string assembly) => assembly + Extension;

    /// <summary>The text, lines ended by LF.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json.GetTypeInfo(typeof(DeploymentMetadata))) + "\n";

    /// <summary>The JSON schema of such files.</summary>
    public static string Schema() => s_json.GetJsonSchemaAsNode(typeof(DeploymentMetadata)).ToJsonString(s_json) + "\n";

    internal static DeploymentMetadata Of(
        Network network,
        GeneratorOptions options,
        string networkClass,
        string packageSha256,
        InputContract? contract,
        BlockForm? form
    ) =>
        new(
            Stamp.JsonText,
            CurrentFormat,
            network.Name,
            $"{options.Namespace}.{networkClass}",
            packageSha256,
            Stamp.ToolVersion,
            Features.SpecificationOf(network),
            options.ToString(),
            MapMetadata.Of(network.Input),
            MapMetadata.Of(network.Logits),
            network.Labels.IsDefault ? [] : network.Labels,
            contract,
            0,
            0,
            0,
            null
        )
        {
            Streaming = form is null ? null : new StreamMetadata(form.Hop, form.WindowSteps, form.BlocksToReady, form.StateLength),
        };
}

/// <summary>A signal as it comes.</summary>
/// <param name="Hop">Steps of time that the code takes at once: Input.</param>
/// <param name="WindowSteps">Steps of time of the window that an output is about.</param>
/// <param name="BlocksToReady">The block with which the first window is complete, counted from 1.</param>
/// <param name="StateBytes">Bytes kept from block to block.</param>
public sealed record StreamMetadata(int Hop, int WindowSteps, int BlocksToReady, int StateBytes);

/// <summary>A map of values.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns; steps of time of a signal.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Type">Type of the integers, such as uint8.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="ZeroPoint">The integer that stands for 0.</param>
/// <param name="Scale">Real value of one step.</param>
public sealed record MapMetadata(int Height, int Width, int Channels, string Type, int Minimum, int Maximum, int ZeroPoint, double Scale)
{
    internal static MapMetadata Of(FeatureMap map) =>
        new(
            map.Shape.Height,
            map.Shape.Width,
            map.Shape.Channels,
            map.Type.ToString(),
            map.Type.Minimum,
            map.Type.Maximum,
            map.ZeroPoint,
            map.Scale
        );
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeploymentMetadata))]
internal sealed partial class DeploymentMetadataJson : JsonSerializerContext;
