using Striate.DataSets.Reading;

namespace Striate.DataSets.Preparation;

/// <summary>
/// Parts of whole groups, of every class about the same number of samples, of which each is tested once. What is the only group of a class
/// in no part: it is learned always, so that every class is.
/// </summary>
internal sealed class FoldSplit
{
    // Names that a note shows.
    private const int Shown = 5;

    private readonly RawData _data;
    private readonly List<HashSet<int>> _folds = [];
    private readonly HashSet<int> _always = [];
    private readonly SortedSet<int> _rare = [];

    /// <param name="data">The data; what they say is for the test stays out.</param>
    /// <param name="count">Parts, at least 2.</param>
    /// <exception cref="StriateException">There are fewer groups than parts.</exception>
    public FoldSplit(RawData data, int count)
    {
        _data = data;
        var counts = GroupCounts.Of(data);
        var left = Enumerable.Range(0, data.Groups.Length).Where(group => data.Groups[group].Part != DataPart.Test).ToHashSet();
        var groups = GroupsOfClasses(counts, left);
        KeepAllOfAClass(counts, left, groups, 1);
        for (var fold = 0; fold < count; fold++)
        {
            _folds.Add(
                fold == count - 1
                    ? [.. left]
                    : GroupSplit.Choose(data, left, 1.0 / (count - fold), data.Options.SplitSeed ?? DataSplit.UsualSeed)
            );
            left.ExceptWith(_folds[fold]);
        }

        // The last takes what is left, which may be all of a class that stands beside others.
        _folds.ForEach(fold => KeepAllOfAClass(counts, fold, groups, int.MaxValue));
        if (_folds.Exists(fold => fold.Count == 0))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{data.Groups[0].File}: there are too few recordings, rows or groups for {count} folds; fewer --folds, or more recordings"
            );
        }
    }

    /// <summary>What is in no part and why; null: nothing.</summary>
    public string? Note
    {
        get
        {
            var names = string.Join(", ", _rare.Take(Shown).Select(name => $"'{_data.Labels[name]}'"));
            return _always.Count == 0
                ? null
                : (
                    _always.Count == 1
                        ? "in every fold, 1 recording, row or group is"
                        : FormattableString.Invariant($"in every fold, {_always.Count} recordings, rows or groups are")
                )
                    + " learned and not tested, so that "
                    + (
                        _rare.Count == 1
                            ? $"class {names} is learned"
                            : FormattableString.Invariant(
                                $"classes {names}{(_rare.Count > Shown ? $" and {_rare.Count - Shown} more" : "")} are learned"
                            )
                    );
        }
    }

    /// <summary>
    /// The splits, in each of which another part is tested and the others are learned; each is made when it is asked for.
    /// </summary>
    public IEnumerable<DataSplit> Splits =>
        _folds.Select(
            (fold, number) =>
            {
                var parts = Enumerable
                    .Range(0, _data.Groups.Length)
                    .Select(group =>
                        fold.Contains(group) ? DataPart.Test
                        : _data.Groups[group].Part == DataPart.Test ? DataPart.Undecided
                        : DataPart.Training
                    )
                    .ToArray();
                int[] Samples(DataPart part) =>
                    [.. Enumerable.Range(0, _data.Classes.Length).Where(sample => parts[_data.Places[sample].Group] == part)];
                var (training, test) = (Samples(DataPart.Training), Samples(DataPart.Test));
                return new DataSplit(
                    parts,
                    training,
                    [],
                    test,
                    FormattableString.Invariant(
                        $"fold {number + 1} of {_folds.Count}: {training.Length} samples to learn from, {test.Length} to test"
                    )
                );
            }
        );

    // Takes groups out, the smallest first, until none of the classes, of those with so many groups at most, has all its groups among them.
    private void KeepAllOfAClass(GroupCounts counts, HashSet<int> among, int[] groups, int most)
    {
        var here = GroupsOfClasses(counts, among);
        foreach (var group in among.OrderBy(counts.Samples).ThenBy(group => group).ToArray())
        {
            var isOfAClass = false;
            foreach (var (name, _) in counts[group])
            {
                if (here[name] == groups[name] && groups[name] <= most)
                {
                    isOfAClass = true;
                    _rare.Add(name);
                }
            }

            if (isOfAClass)
            {
                among.Remove(group);
                _always.Add(group);
                foreach (var (name, _) in counts[group])
                {
                    here[name]--;
                }
            }
        }
    }

    private int[] GroupsOfClasses(GroupCounts counts, HashSet<int> among)
    {
        var groups = new int[_data.Labels.Length];
        foreach (var group in among)
        {
            foreach (var (name, _) in counts[group])
            {
                groups[name]++;
            }
        }

        return groups;
    }
}
