using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Striate.Trainer.Runs;

/// <summary>What tells the options of two runs apart.</summary>
internal static partial class OptionDifference
{
    /// <summary>The options that differ, with both values; null: none does.</summary>
    /// <param name="there">Options of a run, as its folder has them.</param>
    /// <param name="here">Options of this training, written alike.</param>
    public static string? Of(string there, string here)
    {
        var differences = Between(JsonNode.Parse(there), JsonNode.Parse(here), "").ToArray();
        return differences.Length == 0 ? null : string.Join(", ", differences);
    }

    private static IEnumerable<string> Between(JsonNode? there, JsonNode? here, string name) =>
        (there, here) switch
        {
            (JsonObject a, JsonObject b) => a.Select(entry => entry.Key)
                .Union(b.Select(entry => entry.Key))
                .SelectMany(key => Between(a[key], b[key], name.Length == 0 ? Words(key) : $"{name}: {Words(key)}")),
            _ when JsonNode.DeepEquals(there, here) => [],
            _ => [$"{name} is {Text(there)} there and {Text(here)} here"],
        };

    private static string Text(JsonNode? value) => value?.ToJsonString().Trim('"') ?? "not given";

    // As the command line has it, where no word of it is the option's.
    private static string Words(string key) =>
        key == "hasMatchedBaseline" ? "--baseline equal" : Capital().Replace(key, match => " " + match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
