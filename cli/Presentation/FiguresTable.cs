using Spectre.Console;
using Striate.Projects;

namespace Striate.Cli.Presentation;

/// <summary>Figures of generated code beside those of the code before it.</summary>
internal static class FiguresTable
{
    public static void Draw(Screen screen, Figures? before, Figures after, double? baseline, string outcome)
    {
        var table = screen.Table("", "before", "now", "change");
        Row(table, "accuracy, percent", before?.Accuracy?.Percent, after.Accuracy?.Percent, 2);
        Row(table, "instructions", before?.Instructions, after.Instructions, 0);
        Row(table, "bytes of IL", before?.IlBytes, after.IlBytes, 0);
        Row(table, "bytes of tables", before?.TableBytes, after.TableBytes, 0);
        Row(table, "bytes of heap", before?.HeapBytes, after.HeapBytes, 0);
        Row(table, "bytes of flash", before?.FlashBytes, after.FlashBytes, 0);
        var layers = before?.Layers.ToLookup(layer => layer.Layer, StringComparer.Ordinal);
        foreach (var layer in after.Layers)
        {
            var old = layers?[layer.Layer].FirstOrDefault();
            Row(table, $"{Markup.Escape(layer.Layer)}: instructions", old?.Instructions, layer.Instructions, 0);
            Row(table, $"{Markup.Escape(layer.Layer)}: bytes of IL", old?.IlBytes, layer.IlBytes, 0);
        }

        screen.Write(table);
        if (baseline is { } alone)
        {
            screen.Line($"the most frequent class alone reaches {Format.Percent(alone)} accuracy");
        }

        screen.Line($"{after.Vectors} of {after.Vectors} inputs equal on integer reference, desktop .NET and emulator");
        screen.Line(outcome);
    }

    private static void Row(Table table, string name, double? before, double? after, int digits)
    {
        if (before is null && after is null)
        {
            return;
        }

        table.AddRow(
            name,
            Text(before),
            Text(after),
            before is null || after is null ? ""
                : after == before ? "="
                : (after > before ? "+" : "") + Text(after - before)
        );
        string Text(double? value) =>
            value is null ? ""
            : digits == 0 ? Format.Count(value.Value)
            : Format.Fixed(value.Value, digits);
    }
}
