using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Rows of tables as samples of features.</summary>
internal static class FeatureRows
{
    /// <summary>Each row is a sample.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="source">What is known of them.</param>
    /// <param name="options">The options that they are read with.</param>
    /// <param name="hasGroups">Whether a column says which rows belong together; otherwise each row is on its own.</param>
    /// <exception cref="InvalidDataException">There are too few or too many classes.</exception>
    public static RawData Of(IReadOnlyList<Recording> tables, SourceOfSamples source, DataOptions options, bool hasGroups)
    {
        var builder = new SampleBuilder(source);
        foreach (var table in tables)
        {
            for (var row = 0; row < table.Steps; row++)
            {
                var line = table.FirstLine + row;
                builder.Add(table.Classes[row], hasGroups ? table.Group : FormattableString.Invariant($"{table.Group} line {line}"), table.File, line, table.Part);
            }
        }

        var shape = new Shape(1, 1, source.Channels.Count);
        return builder.Build(DataKind.Features, shape, [.. tables.SelectMany(table => table.Values)], $"{builder.Count:N0} rows of {shape.Channels} features", options, []);
    }
}
