using Striate.DataSets.Preparation;
using Striate.DataSets.Reading;

namespace Striate.DataSets;

/// <summary>
/// Samples that are alike. Those of the same values become the same integers: they are looked for among those, and each sample is hashed
/// once.
/// </summary>
/// <param name="SameIntegers">Test samples that become the same integers as one that is learned.</param>
/// <param name="Repeated">Test samples beside one that is learned and has the same values, in their order.</param>
/// <param name="Contradictory">Samples beside the first of the same values, which is of another class, in their order.</param>
internal sealed record SameSamples(
    int SameIntegers,
    IReadOnlyList<(int Sample, int Other)> Repeated,
    IReadOnlyList<(int Sample, int Other)> Contradictory
)
{
    /// <summary>Compares all samples.</summary>
    /// <param name="raw">The samples.</param>
    /// <param name="split">Which of them are learned and tested.</param>
    /// <param name="data">What they became.</param>
    public static SameSamples Of(RawData raw, DataSplit split, DataSet data)
    {
        var (keys, samples) = Sorted(split, data);
        var (integers, repeated, contradictory) = (0, new List<(int Sample, int Other)>(), new List<(int Sample, int Other)>());
        foreach (var alike in Runs(keys.Length, (one, other) => keys[one] == keys[other]))
        {
            int[] same = [.. samples[alike]];
            integers += same.Any(sample => IsLearned(raw, split, sample))
                ? same.Count(sample => PartOf(raw, split, sample) == DataPart.Test)
                : 0;
            Array.Sort(
                same,
                (one, other) => Values(raw, one).SequenceCompareTo(Values(raw, other)) is var order and not 0 ? order : one - other
            );
            foreach (var equal in Runs(same.Length, (one, other) => Values(raw, same[one]).SequenceEqual(Values(raw, same[other]))))
            {
                Add(raw, split, same[equal], repeated, contradictory);
            }
        }

        repeated.Sort();
        contradictory.Sort();
        return new SameSamples(integers, repeated, contradictory);
    }

    // In the order of their numbers.
    private static void Add(
        RawData raw,
        DataSplit split,
        int[] same,
        List<(int Sample, int Other)> repeated,
        List<(int Sample, int Other)> contradictory
    )
    {
        var learned = Array.FindIndex(same, sample => IsLearned(raw, split, sample));
        foreach (var sample in same)
        {
            if (learned >= 0 && PartOf(raw, split, sample) == DataPart.Test)
            {
                repeated.Add((sample, same[learned]));
            }

            if (raw.Classes[sample] != raw.Classes[same[0]])
            {
                contradictory.Add((sample, same[0]));
            }
        }
    }

    // Hashes of the integers, and the number that each sample has among all.
    private static (UInt128[] Keys, int[] Samples) Sorted(DataSplit split, DataSet data)
    {
        int[] samples = [.. split.Training, .. split.Validation, .. split.Test];
        UInt128[] keys = [.. data.Training.Hashes(), .. data.Validation?.Hashes() ?? [], .. data.Test.Hashes()];
        Array.Sort(keys, samples);
        return (keys, samples);
    }

    // Places that are equal to the one before; those that are alone are left out.
    private static IEnumerable<Range> Runs(int count, Func<int, int, bool> areEqual)
    {
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && areEqual(start, end); )
            {
                end++;
            }

            if (end - start > 1)
            {
                yield return start..end;
            }
        }
    }

    private static ReadOnlySpan<float> Values(RawData raw, int sample) => raw.Values.AsSpan(sample * raw.Shape.Length, raw.Shape.Length);

    private static DataPart PartOf(RawData raw, DataSplit split, int sample) => split.Parts[raw.Places[sample].Group];

    private static bool IsLearned(RawData raw, DataSplit split, int sample) =>
        PartOf(raw, split, sample) is DataPart.Training or DataPart.Undecided;
}
