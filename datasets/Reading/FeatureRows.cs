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
    /// <exception cref="StriateException">There are too few classes.</exception>
    public static RawData Of(IReadOnlyList<Table> tables, SourceOfSamples source, DataOptions options, bool hasGroups)
    {
        var builder = new SampleBuilder(source, tables.Sum(table => table.Rows));
        foreach (var table in tables)
        {
            var line = $"{table.File.Name} line";
            for (var row = 0; row < table.Rows; row++)
            {
                var number = table.Classes.MostFrequent(row, 1);
                if (hasGroups)
                {
                    builder.Add(number, table.Group(row), table.Lines[row]);
                }
                else
                {
                    builder.AddAlone(number, new SampleGroup(line, table.File.Path, table.File.Part, table.Lines[row]), table.Lines[row]);
                }
            }
        }

        var shape = new Shape(1, 1, source.Channels.Count);
        var values = tables is [var only] ? only.Values : [.. tables.SelectMany(table => table.Values)];
        return builder.Build(DataKind.Features, shape, values, $"{builder.Count:N0} rows of {shape.Channels} features", options, []);
    }
}
