using System.Collections.Immutable;

namespace Striate.Codegen.Reporting;

/// <summary>A part of a bar that is 1,000 wide.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="Colour">Class of the style sheet.</param>
/// <param name="Left">Where it begins.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Label">Text in it; empty where there is no room.</param>
/// <param name="Figure">What it stands for, as a figure.</param>
/// <param name="Share">Percent of the bar.</param>
internal sealed record BarPart(string Name, string Colour, double Left, double Width, string Label, string Figure, double Share)
{
    // Pixels of a character, with what is left free beside a text.
    private const double Character = 7.6;
    private const int Margin = 10;

    /// <summary>Where the label's middle is.</summary>
    public double Text => Math.Round(Left + (Width / 2), 1);

    /// <summary>A text where it has room; else nothing.</summary>
    public static string Fitting(string text, double width) => (text.Length * Character) + Margin <= width ? text : "";

    /// <summary>Parts side by side.</summary>
    /// <param name="entries">Name, colour, size and figure of each.</param>
    /// <param name="whole">What the whole bar stands for.</param>
    public static ImmutableArray<BarPart> Of(IEnumerable<(string Name, string Colour, double Size, string Figure)> entries, double whole)
    {
        const int Full = 1000;
        var (parts, left) = (ImmutableArray.CreateBuilder<BarPart>(), 0.0);
        foreach (var (name, colour, size, figure) in entries.Where(entry => entry.Size > 0))
        {
            var width = size * Full / Math.Max(1, whole);
            parts.Add(
                new BarPart(
                    name,
                    colour,
                    Math.Round(left, 1),
                    Math.Round(width, 1),
                    Fitting(name, width),
                    figure,
                    Math.Round(width / 10, 1)
                )
            );
            left += width;
        }

        return parts.ToImmutable();
    }
}
