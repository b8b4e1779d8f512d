using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Model.Graph;

namespace Striate.Cli;

/// <summary>What a person does next after networks were planned.</summary>
internal static class SuggestAdvice
{
    /// <summary>What helps where not even the smallest network fits.</summary>
    /// <param name="input">What the networks read.</param>
    /// <param name="options">The board and the user's own limits.</param>
    /// <param name="smallest">The smallest network's name.</param>
    /// <param name="exceeded">Limits that it does not keep: flash, heap, IL, time.</param>
    public static string Remedy(Shape input, GeneratorOptions options, string smallest, ImmutableArray<string> exceeded)
    {
        string[] remedies =
        [
            .. exceeded.Select(limit => Remedy(limit, options)),
            .. Smaller(input, exceeded) is { } smaller ? [smaller] : Array.Empty<string>(),
        ];
        return $"even {smallest} takes too much {Listed(exceeded, "and")}; take {Listed(remedies, "or")}";
    }

    /// <summary>The command that trains a network on the data that it was planned for.</summary>
    /// <param name="network">Its file.</param>
    /// <param name="source">The data.</param>
    /// <param name="reading">The options that say how they are read, as words.</param>
    public static string TrainCommand(string network, DataSource source, ImmutableArray<string> reading)
    {
        string[] words =
        [
            "striate",
            "train",
            "--network",
            network,
            .. source.Name is { } name ? ["--data-set", name] : Array.Empty<string>(),
            .. source.Path is { } path ? ["--data", path] : Array.Empty<string>(),
            .. reading,
            "--out",
            Path.ChangeExtension(network, ".striate"),
        ];
        return string.Join(' ', words.Select(Quoted));
    }

    private static string Remedy(string limit, GeneratorOptions options) =>
        limit switch
        {
            "flash" => options.Maximum?.Flash < options.Target!.DeploymentBytes ? "a larger --max-flash" : "a --target with more flash",
            "heap" => options.Maximum?.Heap < options.Target!.ApplicationHeapBytes ? "a larger --max-heap" : "a --target with more heap",
            "IL" => "a larger --max-il",
            _ => "more --milliseconds",
        };

    // Flash is for weights and code: of images and signals, smaller ones need as many.
    private static string? Smaller(Shape input, ImmutableArray<string> exceeded) =>
        input switch
        {
            { Height: 1, Width: 1 } => "fewer columns",
            _ when !exceeded.Contains("heap") && !exceeded.Contains("time") => null,
            { Height: 1 } => "a shorter window",
            _ => "smaller images",
        };

    private static string Listed(IReadOnlyList<string> items, string last) =>
        items.Count == 1 ? items[0] : $"{string.Join(", ", items.Take(items.Count - 1))} {last} {items[^1]}";

    private static string Quoted(string word) =>
        word.Length > 0
        && word.All(character => char.IsLetterOrDigit(character) || "-_./\\:=,+@~".Contains(character, StringComparison.Ordinal))
            ? word
            : $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
