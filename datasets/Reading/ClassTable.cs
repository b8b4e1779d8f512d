namespace Striate.DataSets.Reading;

/// <summary>The classes that readers meet, numbered in the order in which they do: a byte for each step of a recording.</summary>
/// <param name="path">The folder or file, for messages.</param>
internal sealed class ClassTable(string path)
{
    private readonly Dictionary<string, byte> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>Name of each number.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The number of a class.</summary>
    /// <exception cref="StriateException">They are too many.</exception>
    public byte NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number))
        {
            return number;
        }

        if (_names.Count == DataLimits.Classes)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: more than {DataLimits.Classes} classes, the first '{_names[0]}', '{_names[1]}', '{_names[2]}'; at most {DataLimits.Classes} are allowed; does --label name the right column?"
            );
        }

        _numbers.Add(name, number = (byte)_names.Count);
        _names.Add(name);
        return number;
    }

    /// <summary>The number of a class, if its name is one that a package can hold.</summary>
    /// <param name="name">The name.</param>
    /// <param name="place">Where it stands.</param>
    /// <exception cref="StriateException">It is none, or they are too many.</exception>
    public byte NumberOf(string name, Func<string> place) =>
        _numbers.TryGetValue(name, out var number) ? number : NumberOf(ClassNames.Require(name, place()));
}
