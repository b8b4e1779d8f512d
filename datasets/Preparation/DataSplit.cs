using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>Which samples are learned from, compared by and tested.</summary>
/// <param name="Parts">The part of each group.</param>
/// <param name="Training">Numbers of the samples to learn from.</param>
/// <param name="Validation">Neither learned from nor tested; may be none.</param>
/// <param name="Test">Held out.</param>
/// <param name="How">How they were told apart, in words.</param>
internal sealed record DataSplit(DataPart[] Parts, int[] Training, int[] Validation, int[] Test, string How)
{
    /// <summary>The seed where none is given.</summary>
    public const int UsualSeed = 1;

    /// <summary>As the data say; where they do not, whole groups in about the same part of each class.</summary>
    /// <exception cref="StriateException">There is nothing to learn or nothing to test.</exception>
    public static DataSplit Of(RawData data)
    {
        var split = Chosen(data);
        return split.Training.Length > 0 && split.Test.Length > 0
            ? split
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{data.Groups[0].File}: nothing is left to {(split.Test.Length == 0 ? "test: no class has two" : "learn: all belongs to the tests; of no class there are two")} {What(data)}, "
                    + "and one is never both learned and tested; record more, or give folders train and test"
            );
    }

    /// <summary>Numbers of the samples that a training learns from. Data that are too few to be tested are all learned.</summary>
    public static int[] Learned(RawData data) => Chosen(data).Training;

    private static string What(RawData data) =>
        data.Kind is DataKind.Signal or DataKind.Sound ? "recordings or groups" : "rows, files or groups";

    private static DataSplit Chosen(RawData data)
    {
        var parts = data.Groups.Select(group => group.Part).ToArray();
        var (test, validation, seed) = (
            data.Options.Test ?? DataOptions.UsualTest,
            data.Options.Validation ?? 0,
            data.Options.SplitSeed ?? UsualSeed
        );
        var (isTestGiven, isValidationGiven) = (parts.Contains(DataPart.Test), parts.Contains(DataPart.Validation));
        if (!isTestGiven && !isValidationGiven && test + validation >= 100)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{data.Groups[0].File}: {test} % to test and {validation} % for validation leave nothing to learn from; both together must be below 100 (data.toml)"
            );
        }

        // Both are percent of all samples that may be chosen; the second is chosen from what the first leaves.
        Choose(isTestGiven ? 0 : test, DataPart.Test);
        Choose(
            isValidationGiven ? 0
                : isTestGiven ? validation
                : 100.0 * validation / (100 - test),
            DataPart.Validation
        );
        int[] Samples(params DataPart[] wanted) =>
            [.. Enumerable.Range(0, data.Classes.Length).Where(sample => wanted.Contains(parts[data.Places[sample].Group]))];
        var split = new DataSplit(
            parts,
            Samples(DataPart.Training, DataPart.Undecided),
            Samples(DataPart.Validation),
            Samples(DataPart.Test),
            ""
        );
        var chosen =
            isTestGiven && (isValidationGiven || validation == 0)
                ? "split as the data say"
                : $"split by whole {What(data)}, "
                    + string.Join(
                        " and ",
                        new[]
                        {
                            isTestGiven ? null : $"{test} % of each class to test",
                            isValidationGiven || validation == 0 ? null : $"{validation} % for validation",
                        }.OfType<string>()
                    )
                    + $", seed {seed}";
        return split with
        {
            How =
                FormattableString.Invariant($"{chosen}: {split.Training.Length} samples to learn from, ")
                + (split.Validation.Length == 0 ? "" : FormattableString.Invariant($"{split.Validation.Length} for validation, "))
                + FormattableString.Invariant($"{split.Test.Length} to test"),
        };

        void Choose(double percent, DataPart part)
        {
            if (percent > 0)
            {
                int[] among =
                [
                    .. Enumerable.Range(0, parts.Length).Where(group => parts[group] is DataPart.Undecided or DataPart.Training),
                ];
                foreach (var group in GroupSplit.Choose(data, among, Math.Min(percent, 99) / 100, seed))
                {
                    parts[group] = part;
                }
            }
        }
    }
}
