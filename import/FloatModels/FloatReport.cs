using System.Collections.Immutable;
using Striate.Import.Source;

namespace Striate.Import.FloatModels;

/// <summary>What became of the operators of a graph, told of the source's operators that it was made of.</summary>
internal static class FloatReport
{
    /// <param name="report">Of the graph; operators below 0 are of the whole model.</param>
    /// <param name="twin">The graph and its source.</param>
    public static IEnumerable<OperatorReport> Of(ImmutableArray<OperatorReport> report, FloatTwin twin)
    {
        var (sources, shaped) = (twin.Sources, twin.Source);
        foreach (var one in report.Where(one => one.Index < 0))
        {
            yield return one with
            {
                Became = twin.Told(one.Became),
            };
        }

        foreach (var folded in twin.Folded)
        {
            yield return new OperatorReport(
                folded.Index,
                folded.Kind,
                shaped.Model.Tensors[folded.Outputs[0]].Name,
                null,
                "folded into the padding of the convolutions that read it",
                shaped.Shapes[folded.Outputs[0]]
            );
        }

        var told = report.Where(one => one.Index >= 0 && sources[one.Index] is not null).GroupBy(one => sources[one.Index]!.Index);
        foreach (var group in told.OrderBy(group => group.Key))
        {
            // Of several operators the first computes, and the last writes the output.
            var parts = group.OrderBy(one => one.Index).ToArray();
            var source = sources[parts[0].Index]!;
            var main =
                parts.FirstOrDefault(one => one.Layer is not null && !one.Became.StartsWith("dropped", StringComparison.Ordinal))
                ?? parts.FirstOrDefault(one => one.Layer is not null)
                ?? parts[0];
            yield return main with
            {
                Became = twin.Told(main.Became),
                Index = source.Index,
                Operator = source.Kind,
                Tensor = shaped.Model.Tensors[source.Outputs[0]].Name,
                Shape = shaped.Shapes[source.Outputs[0]],
            };
        }
    }
}
