namespace Striate.Cli.Presentation;

/// <summary>Values as a line of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>So many characters, each for the mean of its values, from the least to the most of them.</summary>
    /// <param name="values">At least one.</param>
    /// <param name="width">Characters, at most.</param>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        var count = Math.Min(width, values.Count);
        double[] means =
        [
            .. Enumerable
                .Range(0, count)
                .Select(place =>
                    values
                        .Skip(place * values.Count / count)
                        .Take(((place + 1) * values.Count / count) - (place * values.Count / count))
                        .Average()
                ),
        ];
        var (least, range) = (means.Min(), means.Max() - means.Min());
        return string.Concat(means.Select(mean => Bars[range > 0 ? (int)Math.Round((mean - least) / range * (Bars.Length - 1)) : 0]));
    }
}
