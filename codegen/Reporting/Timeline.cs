using System.Collections.Immutable;
using System.Globalization;
using Striate.Platform;

namespace Striate.Codegen.Reporting;

/// <summary>When each layer runs.</summary>
internal static class Timeline
{
    /// <summary>The layers one after the other, as wide as their predicted cost.</summary>
    public static ImmutableArray<BarPart> Of(NetworkReport report, Target target) =>
        BarPart.Of(
            report.Layers.Select(layer =>
                (
                    layer.Layer,
                    ColourOf(layer.Kind),
                    (double)layer.PredictedCostUnits,
                    TimeOf(layer.PredictedInstructions, layer.PredictedCostUnits, target)
                )
            ),
            report.Layers.Sum(layer => layer.PredictedCostUnits)
        );

    /// <summary>Milliseconds as a range.</summary>
    public static string TimeOf(double instructions, double costUnits, Target target) =>
        costUnits == 0 ? "-" : TextOf(target.Milliseconds(instructions, costUnits));

    /// <summary>Milliseconds as a range: three digits are more than is known.</summary>
    public static string TextOf(TimeRange time)
    {
        var form =
            time.High >= 100 ? "N0"
            : time.High >= 1 ? "N1"
            : "N2";
        string Number(double value) => value.ToString(form, CultureInfo.InvariantCulture);
        return Number(time.Low) == Number(time.High) ? $"{Number(time.High)} ms" : $"{Number(time.Low)} to {Number(time.High)} ms";
    }

    /// <summary>The class of the style sheet for a kind of layer.</summary>
    public static string ColourOf(string kind) =>
        kind switch
        {
            _ when kind.Contains("onvolution", StringComparison.Ordinal) => "conv",
            _ when kind.Contains("ully", StringComparison.Ordinal) => "full",
            _ when kind.Contains("ool", StringComparison.Ordinal) => "pool",
            _ => "other",
        };
}
