using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Striate.Model.Packaging;

namespace Striate.Projects;

/// <summary>The figures as a file in the output folder.</summary>
public static class FiguresFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "figures.json";

    private const int MaximumBytes = 1 << 20;

    /// <summary>Reads the figures of a folder; null where there are none.</summary>
    /// <exception cref="StriateException">The file holds something else.</exception>
    public static Figures? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return
                new FileInfo(path).Length <= MaximumBytes
                && JsonSerializer.Deserialize(File.ReadAllBytes(path), FiguresJson.Default.Figures) is { Layers.IsDefault: false } figures
                && figures.Layers.All(layer => layer is not null)
                ? figures
                : throw new StriateException(ErrorKind.BadFile, $"{path}: not the figures of generated code; delete it and regenerate");
        }
        catch (JsonException problem)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}, line {problem.LineNumber + 1}: not the figures of generated code; delete it and regenerate"
            );
        }
    }

    /// <summary>The text of the file.</summary>
    public static string Text(Figures figures) => JsonSerializer.Serialize(figures, FiguresJson.Default.Figures) + "\n";

    /// <summary>Writes the file; it is there completely or not at all.</summary>
    public static void Write(Figures figures, string folder) =>
        AtomicFile.Write(Path.Combine(folder, Name), stream => stream.Write(Encoding.UTF8.GetBytes(Text(figures))));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    NewLine = "\n",
    MaxDepth = 4,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(Figures))]
internal sealed partial class FiguresJson : JsonSerializerContext;
