using System.Collections.Immutable;
using System.Text;
using Striate.Model.Graph;

namespace Striate.DataSets.Reading;

/// <summary>Gathers the classes and groups of samples.</summary>
internal sealed class SampleBuilder(SourceOfSamples source)
{
    private readonly List<string> _classes = [];
    private readonly List<SamplePlace> _places = [];
    private readonly List<SampleGroup> _groups = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>Samples so far.</summary>
    public int Count => _classes.Count;

    /// <summary>Adds a sample.</summary>
    /// <param name="name">Name of its class.</param>
    /// <param name="group">Name of its group.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="row">Its line; 0: none.</param>
    /// <param name="part">What the data say that it is for.</param>
    /// <exception cref="InvalidDataException">The group is in another part already.</exception>
    public void Add(string name, string group, string file, int row, DataPart part)
    {
        if (!_numbers.TryGetValue(group, out var number))
        {
            _numbers.Add(group, number = _groups.Count);
            _groups.Add(new SampleGroup(group, file, part));
        }

        if (_groups[number].Part != part)
        {
            throw new InvalidDataException(
                $"{file}: group '{ClassNames.Printable(group)}' is in another part already, with {_groups[number].File}; what belongs together must not be learned and tested");
        }

        _classes.Add(name);
        _places.Add(new SamplePlace(number, row));
    }

    /// <summary>The samples.</summary>
    /// <param name="kind">What they are.</param>
    /// <param name="shape">Shape of each.</param>
    /// <param name="values">Their values.</param>
    /// <param name="reading">How they were read, for the checksum and the notes.</param>
    /// <param name="options">The options that they were read with.</param>
    /// <param name="omissions">What was left out besides.</param>
    /// <exception cref="InvalidDataException">There are fewer than two classes, or too many.</exception>
    public RawData Build(DataKind kind, Shape shape, float[] values, string reading, DataOptions options, IEnumerable<string> omissions)
    {
        var labels = ClassNames.Ordered(_classes);
        if (labels.Length is < 2 or > DataLimits.Classes)
        {
            throw new InvalidDataException(labels.Length < 2
                ? $"{source.Path}: {(labels.Length == 0 ? "there are no samples" : $"all samples are of class '{labels[0]}'")}; a network tells at least two classes apart"
                : $"{source.Path}: {labels.Length} classes, the first '{labels[0]}', '{labels[1]}', '{labels[2]}'; {DataLimits.Classes} are possible; does --label name the right column?");
        }

        var numbers = labels.Select((label, number) => (label, number)).ToDictionary(pair => pair.label, pair => pair.number, StringComparer.Ordinal);
        source.Sum.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', [.. source.Notes, reading, ""])));
        return new RawData(
            kind, shape, labels, [.. source.Channels], values, [.. _classes.Select(name => numbers[name])], [.. _places], [.. _groups],
            Convert.ToHexStringLower(source.Sum.GetHashAndReset()))
        {
            Options = options,
            Notes = [.. source.Notes, reading],
            Omissions = [.. source.Omissions, .. omissions],
        };
    }
}
