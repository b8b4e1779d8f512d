using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Striate.DataSets;
using Striate.Model.Graph;

namespace Striate.Cli.Presentation;

/// <summary>What a network takes the samples of each class for, as a table.</summary>
internal static class ConfusionTable
{
    // With more, a matrix is wider than a screen.
    private const int MostColumns = 12;

    /// <summary>Name of each logit: the network's, or the data set's, or its number.</summary>
    public static ImmutableArray<string> Labels(Network network, ImmutableArray<string> others) =>
        [
            .. Enumerable
                .Range(0, network.Logits.Shape.Length)
                .Select(number =>
                    number < network.Labels.Length ? network.Labels[number]
                    : number < others.Length ? others[number]
                    : number.ToString(CultureInfo.InvariantCulture)
                ),
        ];

    /// <summary>Draws it: a row for each class with its samples, how many of them were right, and what they were taken for.</summary>
    public static void Draw(Screen view, ImmutableArray<string> labels, ImmutableArray<ImmutableArray<int>> rows)
    {
        var isMatrix = rows.Length <= MostColumns;
        var table = view.Table([
            "class",
            "samples",
            "recall",
            .. isMatrix ? labels.Select(label => "as " + label) : ["most often taken for"],
        ]);
        for (var number = 0; number < rows.Length; number++)
        {
            var row = rows[number];
            string[] counts = isMatrix ? [.. row.Select(count => Format.Count(count))] : [Other(labels, row, number)];
            table.AddRow([
                Markup.Escape(labels[number]),
                Format.Count(row.Sum()),
                ConfusionMatrix.Recall(row, number) is { } recall ? Format.Percent(recall) : "",
                .. counts.Select(Markup.Escape),
            ]);
        }

        view.Write(table);
    }

    private static string Other(ImmutableArray<string> labels, ImmutableArray<int> row, int number)
    {
        var most = Enumerable.Range(0, row.Length).Where(other => other != number).MaxBy(other => row[other]);
        return row[most] == 0 ? "" : $"{labels[most]} ({Format.Count(row[most])})";
    }
}
