using System.Collections.Immutable;
using Striate.Results.Pictures;

namespace Striate.Results.Page;

/// <summary>Pictures of what was learned: shapes by layer, kernels before and after.</summary>
internal static class LearnedSection
{
    public static void Write(PageText text, ResultFolder results, string folder, ImmutableArray<Picture>.Builder pictures)
    {
        text.Head(2, "What was learned");
        text.Say(
            """
            The shapes that the kernels of each layer have: directions by colour, longer segments darker. Below, for some networks, some kernels of
            the dense network and the same kernels with segments. Red is positive, blue negative, white zero, grey off the segment; integers, as packages hold
            them. Segments that started from the dense network's parameters keep what was there; others started from the same random ones.
            """
        );
        foreach (var (name, sheet) in results.Alone.Where(entry => entry.Sheet.Segments?.Shapes.IsEmpty == false))
        {
            var shapes = ShapePlot.Of($"{name}-shapes.png", sheet.Segments!.Shapes);
            pictures.Add(shapes);
            text.Head(3, $"`{name}`");
            text.Show(folder, shapes.File, $"Shapes of {name}, by layer");
            if (results.KernelSheets.Contains(name))
            {
                text.Say(
                    $"Kernels, dense and with segments; these started from {(sheet.Start switch { "dense" => "the dense network's parameters", "imported" => "an imported network's parameters", _ => "random ones" })}:"
                );
                text.Show(folder, KernelSheet.FileOf(name), $"Kernels of {name}, dense and segments");
            }
        }
    }
}
