using System.Collections.Immutable;
using System.Text;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Gathers the classes and groups of samples.</summary>
/// <param name="source">What is known of them.</param>
/// <param name="capacity">Samples that will be added.</param>
internal sealed class SampleBuilder(SourceOfSamples source, int capacity)
{
    private readonly byte[] _classes = new byte[capacity];
    private readonly SamplePlace[] _places = new SamplePlace[capacity];
    private readonly ImmutableArray<SampleGroup>.Builder _groups = ImmutableArray.CreateBuilder<SampleGroup>();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Samples so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a sample.</summary>
    /// <param name="number">Its class, as a number of the source's table.</param>
    /// <param name="group">Its group.</param>
    /// <param name="row">Its line; 0: none.</param>
    /// <exception cref="StriateException">The group is in another part already.</exception>
    public void Add(byte number, SampleGroup group, int row)
    {
        var name = group.Name;
        if (!_numbers.TryGetValue(name, out var index))
        {
            _numbers.Add(name, index = _groups.Count);
            _groups.Add(group);
        }

        if (_groups[index].Part != group.Part)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{group.File}: group '{ClassNames.Printable(name)}' is in another part already, with {_groups[index].File}; what belongs together must not be learned and tested"
            );
        }

        Add(number, index, row);
    }

    /// <summary>Adds a sample with a group of its own, whose name no other has.</summary>
    public void AddAlone(byte number, SampleGroup group, int row)
    {
        if (_groups.Capacity < capacity)
        {
            _groups.Capacity = capacity;
        }

        _groups.Add(group);
        Add(number, _groups.Count - 1, row);
    }

    /// <summary>The samples.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="shape">Shape of each.</param>
    /// <param name="values">Their values.</param>
    /// <param name="reading">How they were read, for the checksum and the notes.</param>
    /// <param name="options">The options that they were read with.</param>
    /// <param name="omissions">What was left out besides.</param>
    /// <param name="recordings">Recordings that are kept, each with a sample at least; null: none.</param>
    /// <exception cref="StriateException">There are fewer than two classes.</exception>
    public RawData Build(
        DataKind kind,
        Shape shape,
        float[] values,
        string reading,
        DataOptions options,
        IEnumerable<string> omissions,
        IReadOnlyList<Recording>? recordings = null
    )
    {
        // Steps that are in no sample may have other classes.
        var names = _classes.Distinct().ToDictionary(number => source.Classes.Names[number], StringComparer.Ordinal);
        var labels = ClassNames.Ordered(names.Keys);
        if (labels.Length < 2)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{source.Path}: {(labels.Length == 0 ? "there are no samples" : $"all samples are of class '{labels[0]}'")}; a network tells at least two classes apart"
            );
        }

        var numbers = new int[DataLimits.Classes];
        Array.Fill(numbers, -1);
        for (var label = 0; label < labels.Length; label++)
        {
            numbers[names[labels[label]]] = label;
        }

        source.Sum.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [.. source.Notes, reading, ""])));
        return new RawData(
            kind,
            shape,
            labels,
            [.. source.Channels],
            values,
            Array.ConvertAll(_classes, number => numbers[number]),
            _places,
            _groups.Count == _groups.Capacity ? _groups.MoveToImmutable() : _groups.ToImmutable(),
            Convert.ToHexStringLower(source.Sum.GetHashAndReset())
        )
        {
            Options = options with { UsualLabel = null, UsualGroup = null },
            Notes = [.. source.Notes, reading],
            Omissions = [.. source.Omissions, .. omissions],
            Recordings =
            [
                .. (recordings ?? []).Select(recording => new RawRecording(
                    _numbers[recording.Group.Name],
                    recording.Place,
                    recording.Values,
                    [.. Enumerable.Range(0, recording.Steps).Select(step => numbers[recording.Classes[step]])]
                )),
            ],
        };
    }

    private void Add(byte number, int group, int row)
    {
        _classes[Count] = number;
        _places[Count++] = new SamplePlace(group, row);
    }
}
