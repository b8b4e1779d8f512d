using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Striate.Codegen;

/// <summary>
/// The file beside a network's assembly that says which class computes which layer: a JSON object from full class name to
/// layer, in ordinal order. Whoever counts instructions by method can then report them by layer.
/// </summary>
public static class LayerMapFile
{
    /// <summary>The key of the line that marks the file as generated; no class has such a name.</summary>
    public const string StampKey = Striate.Codegen.Stamp.JsonKey;

    private const string Extension = ".layers.json";

    /// <summary>First two lines of every such file.</summary>
    internal static string Stamp => $"{{\n  \"{StampKey}\": \"{Striate.Codegen.Stamp.JsonText}\"";

    /// <summary>All such files below a folder.</summary>
    internal const string Pattern = "*" + Extension;

    /// <summary>The name of the file of an assembly.</summary>
    public static string NameOf(string assembly) => assembly + Extension;

    /// <summary>The text, lines ended by LF.</summary>
    public static string TextOf(GeneratedCode code)
    {
        var text = new StringBuilder(Stamp);
        foreach (var (className, layer) in code.LayerOfClass)
        {
            text.Append(CultureInfo.InvariantCulture, $",\n  {Quoted($"{code.Namespace}.{className}")}: {Quoted(layer)}");
        }

        return text.Append("\n}\n").ToString();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
