using Spectre.Console;
using Striate.Emulator.Reporting;
using Striate.Model.Packaging;
using Striate.Verification;

namespace Striate.Cli.Presentation;

/// <summary>One layer in tables and JSON: what the emulator counted, and the time that follows.</summary>
internal sealed record LayerCost(string Layer, double Instructions, double CostUnits, double MillisecondsLow, double MillisecondsHigh)
{
    public static LayerCost Of(LayerInstructions layer, Estimates estimates) => Of(layer.Layer, layer.Mean, layer.CostUnits, estimates);

    public static LayerCost Of(string name, double instructions, double costUnits, Estimates estimates)
    {
        var time = estimates.Of(instructions, costUnits).Milliseconds;
        return new LayerCost(
            name,
            Math.Round(instructions, 1),
            Math.Round(costUnits, 1),
            Math.Round(time.Low, 3),
            Math.Round(time.High, 3)
        );
    }

    /// <summary>The table, and the assumption behind its times.</summary>
    public static void Draw(Screen screen, string title, IReadOnlyList<LayerCost> layers, LayerCost total, string assumption)
    {
        var table = screen.Table(title, "instructions", "cost units", "ms, estimate");
        foreach (var layer in layers.Append(total))
        {
            table.AddRow(
                Markup.Escape(layer.Layer),
                Format.Count(layer.Instructions),
                Format.Count(layer.CostUnits),
                $"{Format.Fixed(layer.MillisecondsLow, 2)} to {Format.Fixed(layer.MillisecondsHigh, 2)}"
            );
        }

        screen.Write(table);
        screen.Line("estimate: " + assumption);
    }
}

/// <summary>The methods with the most instructions of their own.</summary>
internal static class HottestMethods
{
    public static void Draw(Screen screen, IReadOnlyList<Emulator.MethodProfile> methods)
    {
        var all = Math.Max(1, methods.Sum(method => method.Instructions));
        var table = screen.Table("hottest methods", "calls", "instructions", "share");
        foreach (var method in Speedscope.Hottest(methods))
        {
            table.AddRow(
                Markup.Escape($"{method.Type}::{method.Name}"),
                Format.Count(method.Calls),
                Format.Count(method.Instructions),
                Format.Percent(100.0 * method.Instructions / all)
            );
        }

        screen.Write(table);
    }

    /// <summary>Writes the file for speedscope.app, whole or not at all.</summary>
    public static void WriteSpeedscope(string path, string name, IReadOnlyList<Emulator.MethodProfile> methods, LayerMap map)
    {
        var profile = Speedscope.Of(name, methods, map);
        AtomicFile.Write(path, stream => stream.Write(profile));
    }
}
