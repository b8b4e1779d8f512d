using System.Collections.Immutable;

namespace Striate.Model.Figures;

/// <summary>Mean and deviation of accuracies, percent, rounded to two decimals.</summary>
/// <param name="Mean">Their mean; null: there are none.</param>
/// <param name="Deviation">Their standard deviation: of a sample, with one less than their number; null: there are fewer than two.</param>
public sealed record Spread(double? Mean, double? Deviation)
{
    /// <summary>Of accuracies.</summary>
    public static Spread Of(ImmutableArray<double> values)
    {
        var mean = values.IsEmpty ? (double?)null : values.Average();
        var deviation =
            values.Length < 2
                ? (double?)null
                : Math.Sqrt(values.Sum(value => (value - mean!.Value) * (value - mean.Value)) / (values.Length - 1));
        return new Spread(Percentages.Rounded(mean), Percentages.Rounded(deviation));
    }
}
