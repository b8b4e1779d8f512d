using System.Collections.Immutable;

namespace Striate.DataSets;

/// <summary>What a person should know about a data set before trusting what is learned from it.</summary>
public static class DataWarnings
{
    /// <summary>Training samples of a class below which they are few.</summary>
    private const int FewPerClass = 10;

    /// <summary>Test samples below which an accuracy is coarse.</summary>
    private const int FewTests = 50;

    /// <summary>Percent of the test samples that may occur among the training samples: large published sets have some.</summary>
    private const double Repeated = 1;

    /// <summary>Names that a list shows.</summary>
    private const int Shown = 5;

    /// <summary>A line for each thing; empty for a sound data set.</summary>
    public static ImmutableArray<string> Of(DataSet data) => Of(data, RepeatedIn(data));

    /// <summary>The same where it is known how many test samples have the integers of a training sample.</summary>
    internal static ImmutableArray<string> Of(DataSet data, int repeated) =>
        [.. data.Omissions, .. Classes(data), .. Sizes(data), .. Constants(data), .. Repetitions(data, repeated)];

    /// <summary>Test samples that have the integers of a training sample.</summary>
    internal static int RepeatedIn(DataSet data)
    {
        UInt128[] known = [.. data.Training.Hashes()];
        Array.Sort(known);
        return data.Test.Hashes().Count(hash => Array.BinarySearch(known, hash) >= 0);
    }

    private static IEnumerable<string> Classes(DataSet data)
    {
        var (learned, held) = (data.Training.Classes.ToHashSet(), data.Test.Classes.ToHashSet());
        if (learned.Count == 1)
        {
            yield return $"all training samples are of class '{data.Labels[learned.Single()]}': there is nothing to tell apart";
        }

        if (Listed(data, number => !learned.Contains(number)) is { } absent)
        {
            yield return $"there are no training samples of {absent}, which the network cannot learn; number the classes from 0 without gaps";
        }

        if (Listed(data, number => learned.Contains(number) && !held.Contains(number)) is { } unseen)
        {
            yield return $"there are no test samples of {unseen}, about which the accuracy says nothing";
        }
    }

    private static IEnumerable<string> Sizes(DataSet data)
    {
        var counts = data.Training.Classes.CountBy(number => number).ToDictionary();
        if (Listed(data, number => counts.TryGetValue(number, out var count) && count < FewPerClass) is { } few)
        {
            yield return $"there are fewer than {FewPerClass} training samples of {few}";
        }

        if (data.Test.Count < FewTests)
        {
            yield return FormattableString.Invariant(
                $"there are only {data.Test.Count} test samples: each is {100.0 / data.Test.Count:F1} points of the accuracy"
            );
        }
    }

    // A pixel may well be dark in every image, a step of a signal or a feature that never changes carries nothing.
    private static IEnumerable<string> Constants(DataSet data)
    {
        var (shape, values, length) = (data.Input.Shape, data.Training.Values, data.Input.Shape.Length);
        var places = shape.Height == 1 ? length : shape.Channels;
        var constant = Enumerable
            .Range(0, places)
            .Where(place => Enumerable.Range(0, values.Length / places).All(index => values[(index * places) + place] == values[place]))
            .ToArray();
        if (data.Training.Count > 1 && constant.Length > 0)
        {
            var names = constant
                .Take(Shown)
                .Select(place =>
                    shape.Height == 1 && shape.Width > 1
                        ? $"step {place / shape.Channels} of channel {place % shape.Channels}"
                        : $"channel {place}"
                );
            yield return $"{constant.Length} of {places} features have the same value in all training samples ({string.Join(", ", names)}"
                + $"{(constant.Length > Shown ? ", ..." : "")}): they carry nothing";
        }
    }

    // Samples of other readings may become the same integers: that is not the same as a sample that is there twice.
    private static IEnumerable<string> Repetitions(DataSet data, int repeated)
    {
        var percent = 100.0 * repeated / data.Test.Count;
        if (percent > Repeated)
        {
            var what = data.Contract is null
                ? "are training samples, too: the accuracy tells how well they were memorised"
                : "have the integers of a training sample: the network cannot tell them apart, and the accuracy tells how well they were memorised";
            yield return FormattableString.Invariant($"{repeated} of {data.Test.Count} test samples ({percent:F1} %) {what}");
        }
    }

    private static string? Listed(DataSet data, Func<int, bool> isMeant)
    {
        var names = Enumerable.Range(0, data.Labels.Length).Where(isMeant).Select(number => $"'{data.Labels[number]}'").ToArray();
        return names.Length == 0
            ? null
            : (names.Length == 1 ? "class " : "classes ")
                + string.Join(", ", names.Take(Shown))
                + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");
    }
}
