using System.Text.Json;
using System.Text.Json.Serialization;

namespace Striate.Emulator.Reporting;

/// <summary>Profiles as files of speedscope.app: one stack per method, its layer around it, weighted by IL instructions.</summary>
public static class Speedscope
{
    /// <summary>The file's bytes.</summary>
    public static byte[] Of(string name, IReadOnlyList<MethodProfile> methods, LayerMap map)
    {
        var frames = new List<SpeedscopeFrame>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        int Frame(string frame)
        {
            if (index.TryAdd(frame, frames.Count))
            {
                frames.Add(new SpeedscopeFrame(frame));
            }

            return index[frame];
        }

        var ran = methods.Where(method => method.Instructions > 0).ToList();
        var samples = ran.Select(method =>
                new[] { Frame(map.LayerOf(method) ?? LayerProfile.Shared), Frame($"{method.Type}::{method.Name}") }
            )
            .ToList();
        var weights = ran.Select(method => method.Instructions).ToList();
        return JsonSerializer.SerializeToUtf8Bytes(
            new SpeedscopeFile(
                "https://www.speedscope.app/file-format-schema.json",
                name,
                new SpeedscopeShared(frames),
                [new SpeedscopeProfile("sampled", "IL instructions", "none", 0, weights.Sum(), samples, weights)]
            ),
            ReportJson.Default.SpeedscopeFile
        );
    }

    /// <summary>The methods with the most instructions of their own, most first.</summary>
    public static IReadOnlyList<MethodProfile> Hottest(IReadOnlyList<MethodProfile> methods, int count = 10) =>
        [.. methods.OrderByDescending(method => method.Instructions).Take(count)];
}

internal sealed record SpeedscopeFile(
    [property: JsonPropertyName("$schema")] string Schema,
    string Name,
    SpeedscopeShared Shared,
    IReadOnlyList<SpeedscopeProfile> Profiles
);

internal sealed record SpeedscopeShared(IReadOnlyList<SpeedscopeFrame> Frames);

internal sealed record SpeedscopeFrame(string Name);

internal sealed record SpeedscopeProfile(
    string Type,
    string Name,
    string Unit,
    long StartValue,
    long EndValue,
    IReadOnlyList<int[]> Samples,
    IReadOnlyList<long> Weights
);
