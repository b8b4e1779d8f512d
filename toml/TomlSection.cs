using System.Collections.Immutable;
using Striate.Platform;
using Tomlyn.Syntax;

namespace Striate.Toml;

/// <summary>
/// The keys of one section. Every key that is known is asked for once; <see cref="RefuseOthers"/> then finds those that are not.
/// </summary>
public sealed class TomlSection(string file, string name)
{
    private const int MaximumText = 1024;

    private readonly Dictionary<string, KeyValueSyntax> _pairs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Whether the file has the section, be it empty.</summary>
    public bool IsGiven { get; set; }

    public void Add(KeyValueSyntax pair) => _pairs.Add(pair.Key!.ToString().Trim(), pair);

    /// <summary>A text of printable characters; null where the key is absent.</summary>
    public string? Text(string key) =>
        Value(key) switch
        {
            null => null,
            StringValueSyntax { Value: { } text } when IsText(text) => text,
            _ => throw Wrong(key, $"must be a text in quotes, of 1 to {MaximumText} printable characters"),
        };

    /// <summary>Texts as <see cref="Text"/> has them, in brackets; empty where the key is absent.</summary>
    public ImmutableArray<string> Texts(string key, int most) =>
        Value(key) switch
        {
            null => [],
            ArraySyntax array
                when array.Items.ChildrenCount <= most
                    && array.Items.All(item => item.Value is StringValueSyntax { Value: { } text } && IsText(text)) =>
            [
                .. array.Items.Select(item => ((StringValueSyntax)item.Value!).Value!),
            ],
            _ => throw Wrong(key, $"must be at most {most} texts in quotes, of 1 to {MaximumText} printable characters each, in brackets"),
        };

    /// <summary>One of several names.</summary>
    public string? Choice(string key, IReadOnlyCollection<string> names) =>
        Text(key) is { } text && !names.Contains(text)
            ? throw Wrong(
                key,
                $"is '{TomlDocument.Printable(text, 40)}'; did you mean '{NearestName.Of(TomlDocument.Printable(text, 40), names)}'? there are: {string.Join(", ", names)}"
            )
            : Text(key);

    /// <summary>A whole number within a range.</summary>
    public long? Integer(string key, long minimum, long maximum) =>
        Value(key) switch
        {
            null => null,
            IntegerValueSyntax { Value: var value } when value >= minimum && value <= maximum => value,
            _ => throw Wrong(key, $"must be a whole number in {minimum}..{maximum}"),
        };

    /// <summary>Bytes within a range, as a whole number or as a text such as "64K".</summary>
    public long? Size(string key, long minimum, long maximum) =>
        Value(key) switch
        {
            StringValueSyntax { Value: { } text } when ByteSize.TryParse(text, out var bytes) && bytes >= minimum && bytes <= maximum =>
                bytes,
            StringValueSyntax => throw Wrong(key, $"must be {ByteSize.Form}, in {minimum}..{maximum}"),
            _ => Integer(key, minimum, maximum),
        };

    /// <summary>A number within a range.</summary>
    public double? Number(string key, double minimum, double maximum) =>
        Value(key) switch
        {
            null => null,
            IntegerValueSyntax { Value: var value } when value >= minimum && value <= maximum => value,
            FloatValueSyntax { Value: var value } when value >= minimum && value <= maximum => value,
            _ => throw Wrong(key, $"must be a number in {minimum}..{maximum}"),
        };

    /// <summary>One number within a range, or several in brackets; empty where the key is absent.</summary>
    public ImmutableArray<double> Numbers(string key, double minimum, double maximum, int most)
    {
        double? Within(ValueSyntax? value) =>
            value switch
            {
                IntegerValueSyntax { Value: var whole } when whole >= minimum && whole <= maximum => whole,
                FloatValueSyntax { Value: var number } when number >= minimum && number <= maximum => number,
                _ => null,
            };
        var value = Value(key);
        var items = value is ArraySyntax array ? array.Items.Take(most + 1).Select(item => Within(item.Value)).ToArray() : [Within(value)];
        return value is null ? []
            : items.Length <= most && items.All(item => item is not null) ? [.. items.Select(item => item!.Value)]
            : throw Wrong(key, $"must be a number in {minimum}..{maximum}, or at most {most} of them in brackets");
    }

    /// <summary>true or false.</summary>
    public bool? Boolean(string key) =>
        Value(key) switch
        {
            null => null,
            BooleanValueSyntax { Value: var value } => value,
            _ => throw Wrong(key, "must be true or false"),
        };

    /// <summary>Whole numbers within a range, in brackets; empty where the key is absent.</summary>
    public ImmutableArray<int> Integers(string key, int minimum, int maximum, int most) =>
        Value(key) switch
        {
            null => [],
            ArraySyntax array
                when array.Items.ChildrenCount <= most
                    && array.Items.All(item =>
                        item.Value is IntegerValueSyntax { Value: var value } && value >= minimum && value <= maximum
                    ) => [.. array.Items.Select(item => (int)((IntegerValueSyntax)item.Value!).Value)],
            _ => throw Wrong(key, $"must be at most {most} whole numbers in {minimum}..{maximum}, in brackets"),
        };

    /// <summary>The error of a key: file, line, section, key, reason.</summary>
    public StriateException Wrong(string key, string reason) =>
        new(
            ErrorKind.BadFile,
            _pairs.TryGetValue(key, out var pair)
                ? $"{file}, line {LineOf(pair)}: {(name.Length == 0 ? "" : $"[{name}] ")}{key} {reason}"
                : $"{file}: {(name.Length == 0 ? "" : $"[{name}] ")}{key} {reason}"
        );

    /// <summary>Finds the first key that nothing asked for.</summary>
    /// <exception cref="StriateException">There is one.</exception>
    public void RefuseOthers()
    {
        foreach (var (key, pair) in _pairs.Where(pair => !_known.Contains(pair.Key)).OrderBy(pair => LineOf(pair.Value)))
        {
            var shown = TomlDocument.Printable(key, 40);
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file}, line {LineOf(pair)}: {(name.Length == 0 ? "there is no key" : $"[{name}] has no key")} '{shown}'; did you mean '{NearestName.Of(shown, _known)}'?"
            );
        }
    }

    private static bool IsText(string text) => text.Length is > 0 and <= MaximumText && !text.Any(char.IsControl);

    private static int LineOf(KeyValueSyntax pair) => pair.Span.Start.Line + 1;

    private ValueSyntax? Value(string key)
    {
        _known.Add(key);
        return _pairs.GetValueOrDefault(key)?.Value;
    }
}
