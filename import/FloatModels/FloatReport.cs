using System.Collections.Immutable;
using Striate.Import.Source;

namespace Striate.Import.FloatModels;

/// <summary>What became of the operators of a graph, told of the source's operators that it was made of.</summary>
internal static class FloatReport
{
    /// <param name="report">Of the graph; operators below 0 are of the whole model.</param>
    /// <param name="sources">The source's operator that each of the graph was made of; null: none.</param>
    /// <param name="shaped">The source.</param>
    public static IEnumerable<OperatorReport> Of(ImmutableArray<OperatorReport> report, ImmutableArray<SourceNode?> sources, ShapedModel shaped)
    {
        foreach (var one in report.Where(one => one.Index < 0))
        {
            yield return one;
        }

        var told = report.Where(one => one.Index >= 0 && sources[one.Index] is not null).GroupBy(one => sources[one.Index]!.Index);
        foreach (var group in told.OrderBy(group => group.Key))
        {
            // Of several operators the first computes, and the last writes the output.
            var parts = group.OrderBy(one => one.Index).ToArray();
            var source = sources[parts[0].Index]!;
            var main = parts.FirstOrDefault(one => one.Layer is not null && !one.Became.StartsWith("dropped", StringComparison.Ordinal)) ?? parts.FirstOrDefault(one => one.Layer is not null) ?? parts[0];
            yield return main with
            {
                Index = source.Index, Operator = source.Kind, Tensor = shaped.Model.Tensors[source.Outputs[0]].Name, Shape = shaped.Shapes[source.Outputs[0]],
            };
        }
    }
}
