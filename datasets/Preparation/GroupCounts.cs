using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>Samples of a class.</summary>
internal readonly record struct ClassCount(int Class, int Number);

/// <summary>How many samples of each class each group has. Groups may be as many as samples: they share two arrays.</summary>
internal sealed class GroupCounts
{
    private readonly int[] _starts;
    private readonly ClassCount[] _counts;

    private GroupCounts(int[] starts, ClassCount[] counts) => (_starts, _counts) = (starts, counts);

    /// <summary>The classes of a group, each once, in their order.</summary>
    public ReadOnlySpan<ClassCount> this[int group] => _counts.AsSpan(_starts[group].._starts[group + 1]);

    /// <summary>Counts the samples of data.</summary>
    public static GroupCounts Of(RawData data)
    {
        // Group and class in one number: equal ones are beside each other once they are sorted.
        var keys = new long[data.Classes.Length];
        for (var sample = 0; sample < keys.Length; sample++)
        {
            keys[sample] = ((long)data.Places[sample].Group << 16) | (uint)data.Classes[sample];
        }

        Array.Sort(keys);
        var (starts, counts) = (new int[data.Groups.Length + 1], new List<ClassCount>(Math.Min(keys.Length, data.Groups.Length * 2)));
        for (int first = 0, end; first < keys.Length; first = end)
        {
            for (end = first + 1; end < keys.Length && keys[end] == keys[first]; )
            {
                end++;
            }

            counts.Add(new ClassCount((int)(keys[first] & 0xffff), end - first));
            starts[(keys[first] >> 16) + 1] = counts.Count;
        }

        // Groups without samples begin where the one before ends.
        for (var group = 1; group < starts.Length; group++)
        {
            starts[group] = Math.Max(starts[group], starts[group - 1]);
        }

        return new GroupCounts(starts, [.. counts]);
    }

    /// <summary>All samples of a group.</summary>
    public long Samples(int group)
    {
        var sum = 0L;
        foreach (var (_, number) in this[group])
        {
            sum += number;
        }

        return sum;
    }
}
