using System.Collections.Immutable;

namespace Striate.DataSets;

/// <summary>How often samples of each class were taken for each.</summary>
/// <param name="Counts">[class, class that a network tells].</param>
public sealed record ConfusionMatrix(int[,] Counts)
{
    /// <summary>Number of classes.</summary>
    public int Classes => Counts.GetLength(0);

    /// <summary>Samples that were right.</summary>
    public int Correct => Enumerable.Range(0, Classes).Sum(number => Counts[number, number]);

    /// <summary>Its rows, a class each.</summary>
    public ImmutableArray<ImmutableArray<int>> Rows =>
        [
            .. Enumerable
                .Range(0, Classes)
                .Select(row => Enumerable.Range(0, Classes).Select(column => Counts[row, column]).ToImmutableArray()),
        ];

    /// <summary>Counts what a network told.</summary>
    /// <param name="classes">Number of classes.</param>
    /// <param name="actual">The class of each sample.</param>
    /// <param name="told">What was told of it.</param>
    public static ConfusionMatrix Of(int classes, IReadOnlyList<int> actual, IReadOnlyList<int> told)
    {
        var counts = new int[classes, classes];
        for (var sample = 0; sample < actual.Count; sample++)
        {
            counts[actual[sample], told[sample]]++;
        }

        return new ConfusionMatrix(counts);
    }

    /// <summary>Percent of the samples of a class that were right: its recall; null: it has none.</summary>
    public static double? Recall(ImmutableArray<int> row, int number) => row.Sum() is > 0 and var all ? 100.0 * row[number] / all : null;
}
