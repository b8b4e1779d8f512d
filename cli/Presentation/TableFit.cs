using Spectre.Console;
using Spectre.Console.Rendering;

namespace Striate.Cli.Presentation;

/// <summary>
/// Fits tables into a window. Text is wrapped, numbers are never: columns that have no room become a second table, which
/// repeats the first column. Where not even one has room, lines are longer than the window.
/// </summary>
internal static class TableFit
{
    // What the first column keeps of the window at least, and how much any other that holds sentences; no figure is as long.
    private const int ShareOfName = 5;
    private const int LeastName = 8;
    private const int LeastSentence = 24;

    /// <summary>The table, or those that show its columns, one below the other.</summary>
    /// <param name="table">A column of names, and at least one of figures.</param>
    /// <param name="width">Columns of the window.</param>
    /// <param name="options">How text is measured.</param>
    public static IEnumerable<Table> Into(Table table, int width, RenderOptions options)
    {
        var natural = Enumerable.Range(0, table.Columns.Count).Select(column => WidthOf(table, column, options)).ToArray();
        var least = natural
            .Select((wide, column) => Math.Min(wide, column == 0 ? Math.Max(LeastName, width / ShareOfName) : LeastSentence))
            .ToArray();
        for (var next = 1; next < natural.Length; )
        {
            List<int> columns = [0, next++];
            while (next < natural.Length && Taken(table, [.. columns, next], least) <= width)
            {
                columns.Add(next++);
            }

            yield return Part(table, columns, Widths(columns, natural, least, width - Taken(table, columns, least)));
        }
    }

    private static int WidthOf(Table table, int column, RenderOptions options) =>
        table.Rows.Select(row => row[column]).Prepend(table.Columns[column].Header).Max(cell => cell.Measure(options, int.MaxValue).Max);

    // With a blank or a line at every edge.
    private static int Taken(Table table, List<int> columns, int[] widths) =>
        columns.Count + 1 + columns.Sum(column => widths[column] + (table.Columns[column].Padding?.GetWidth() ?? 0));

    // What is left goes to the columns that would have more, the first one first.
    private static int[] Widths(List<int> columns, int[] natural, int[] least, int left)
    {
        var widths = new int[columns.Count];
        for (var index = 0; index < widths.Length; index++)
        {
            var more = Math.Clamp(left, 0, natural[columns[index]] - least[columns[index]]);
            (widths[index], left) = (least[columns[index]] + more, left - more);
        }

        return widths;
    }

    private static Table Part(Table table, List<int> columns, int[] widths)
    {
        var part = new Table { Border = table.Border };
        foreach (var (column, width) in columns.Zip(widths))
        {
            var whole = table.Columns[column];
            part.AddColumn(
                new TableColumn(whole.Header)
                {
                    Alignment = whole.Alignment,
                    Padding = whole.Padding,
                    NoWrap = whole.NoWrap,
                    Width = width,
                }
            );
        }

        foreach (var row in table.Rows)
        {
            part.AddRow(columns.Select(column => row[column]));
        }

        return part;
    }
}
