using System.Collections.Frozen;
using System.Text.Json;

namespace Striate.Emulator.Reporting;

/// <summary>
/// Which code belongs to which layer: a JSON object beside the assembly, from <c>Namespace.Type</c> or
/// <c>Namespace.Type::Method</c> to layer. A method's own entry goes before that of its type.
/// </summary>
public sealed class LayerMap
{
    private const int MaximumBytes = 4 << 20;
    private const string Extension = ".layers.json";

    private readonly FrozenDictionary<string, string> _layers;

    private LayerMap(IReadOnlyDictionary<string, string> layers) => _layers = layers.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>No layers: everything counts as shared.</summary>
    public static LayerMap Empty { get; } = new(new Dictionary<string, string>());

    /// <summary>Reads the JSON text.</summary>
    /// <exception cref="FormatException">It is too long, no JSON, or not an object of strings.</exception>
    public static LayerMap Parse(ReadOnlySpan<byte> json) => Parse(json, "layer map");

    private static LayerMap Parse(ReadOnlySpan<byte> json, string name)
    {
        if (json.Length > MaximumBytes)
        {
            throw new FormatException($"{name}: {json.Length} bytes; at most {MaximumBytes} are read");
        }

        try
        {
            return new LayerMap(
                JsonSerializer.Deserialize(json, ReportJson.Default.DictionaryStringString) ?? throw new FormatException($"{name}: null")
            );
        }
        catch (JsonException error)
        {
            throw new FormatException($"{name}: line {(error.LineNumber ?? 0) + 1}: not a JSON object of strings", error);
        }
    }

    /// <summary>The maps beside assemblies, NAME.layers.json for NAME.dll, in one; none is no error.</summary>
    /// <param name="assemblies">Paths of the assemblies.</param>
    /// <exception cref="FormatException">A map is too long, no JSON, or not an object of strings.</exception>
    public static LayerMap BesideAssemblies(IEnumerable<string> assemblies)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in assemblies.Select(assembly => Path.ChangeExtension(assembly, null) + Extension).Where(File.Exists))
        {
            var length = new FileInfo(path).Length;
            if (length > MaximumBytes)
            {
                throw new FormatException($"layer map '{path}': {length} bytes; at most {MaximumBytes} are read");
            }

            foreach (var (code, layer) in Parse(File.ReadAllBytes(path), $"layer map '{path}'")._layers)
            {
                all[code] = layer;
            }
        }

        return new LayerMap(all);
    }

    /// <summary>A map from method or type to layer.</summary>
    public static LayerMap Of(IReadOnlyDictionary<string, string> layers) => new(layers);

    /// <summary>The JSON text, methods in ordinal order.</summary>
    public byte[] ToJson() =>
        JsonSerializer.SerializeToUtf8Bytes(
            _layers.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
            ReportJson.Default.DictionaryStringString
        );

    /// <summary>The layer of a method, or null for code that layers share.</summary>
    public string? LayerOf(MethodProfile method)
    {
        var name = method.Name.IndexOf('(', StringComparison.Ordinal) is > 0 and var end ? method.Name[..end] : method.Name;
        return _layers.GetValueOrDefault($"{method.Type}::{name}") ?? _layers.GetValueOrDefault(method.Type);
    }
}
