using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Striate.DataSets.Reading;

/// <summary>What the columns of a table are.</summary>
/// <param name="Names">Name of each column.</param>
/// <param name="Values">Columns of values.</param>
/// <param name="Label">Column of the class; null: there is none.</param>
/// <param name="Group">Column of what belongs together; null: there is none.</param>
/// <param name="LeftOut">Columns of times or row numbers, which tell nothing about the class.</param>
/// <param name="HasTime">Whether one of them is of times.</param>
internal sealed partial record TableColumns(
    ImmutableArray<string> Names,
    ImmutableArray<int> Values,
    int? Label,
    int? Group,
    ImmutableArray<int> LeftOut,
    bool HasTime
)
{
    // In the languages of those who record; compared in lower case, letters alone.
    private static readonly HashSet<string> s_times = new(StringComparer.Ordinal)
    {
        "t",
        "ts",
        "ms",
        "us",
        "sec",
        "second",
        "seconds",
        "date",
        "datetime",
        "time",
        "timestamp",
        "stamp",
        "millis",
        "micros",
        "elapsed",
        "epoch",
        "zeit",
        "uhrzeit",
        "messzeit",
        "zeitstempel",
        "datum",
        "sekunden",
        "temps",
        "heure",
        "tiempo",
        "hora",
        "tempo",
        "tijd",
        "tijdstip",
    };

    private static readonly HashSet<string> s_labels = new(StringComparer.Ordinal)
    {
        "label",
        "labels",
        "class",
        "target",
        "category",
        "activity",
        "klasse",
        "etikett",
        "aktivitat",
        "aktivität",
        "bewegung",
        "classe",
        "clase",
        "etiqueta",
        "species",
        "gesture",
    };

    /// <summary>Finds out what each column is.</summary>
    /// <param name="text">A file.</param>
    /// <param name="needsLabel">Whether the class stands in a column; otherwise the file's folder says it.</param>
    /// <param name="options">Names of columns that a person gave.</param>
    /// <exception cref="StriateException">A named column is missing, the column of the class is not clear, or no values are
    /// left.</exception>
    public static TableColumns Of(DelimitedText text, bool needsLabel, DataOptions options)
    {
        var (columns, listed) = (Enumerable.Range(0, text.Columns.Length).ToArray(), Listed(text.Columns));
        var (given, name) = (options.Label ?? Present(text, options.UsualLabel), options.Group ?? Present(text, options.UsualGroup));
        var group = name is null ? (int?)null : Named(text, name, "--group", listed);
        int[] leftOut =
        [
            .. columns.Where(column =>
                column != group && !IsNamed(text, column, given) && (IsTime(text, column) || IsRowNumber(text, column))
            ),
        ];
        int[] texts =
        [
            .. columns.Where(column => column != group && !leftOut.Contains(column) && text.Sample.Any(row => IsText(text, row, column))),
        ];
        var label = needsLabel
            ? LabelOf(text, texts, [.. columns.Except(leftOut).Where(column => column != group)], given, listed)
            : (int?)null;
        if (label is not null && options.Group is not null && label == group)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path}: column '{ClassNames.Printable(text.Columns[label.Value])}' is both the class and the group; name another column with --group, or leave it out"
            );
        }

        int[] values = [.. columns.Where(column => column != group && column != label && !leftOut.Contains(column))];
        if (values.FirstOrDefault(texts.Contains, -1) is >= 0 and var other)
        {
            var row = text.Sample.First(row => IsText(text, row, other));
            throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path}, line {row.Line}: column '{ClassNames.Printable(text.Columns[other])}' holds '{ClassNames.Printable(row.Fields[other])}', no number; "
                    + (
                        needsLabel
                            ? "remove the column, or name it with --label or --group"
                            : "remove the column, or name it with --group, or with --label where it is the class and not the folder"
                    )
            );
        }

        return values.Length > 0
            ? new TableColumns([.. text.Columns], [.. values], label, group, [.. leftOut], leftOut.Any(column => IsTime(text, column)))
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path}: no column of values is left beside times, row numbers and classes; its columns are {listed}"
            );
    }

    /// <summary>Refuses a further file whose columns are others.</summary>
    /// <exception cref="StriateException">They are.</exception>
    public void Require(DelimitedText text, string first)
    {
        if (!text.Columns.SequenceEqual(Names))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path}, line 1: its columns are {Listed(text.Columns)}, those of {first} are {Listed([.. Names])}; give all files the same"
            );
        }
    }

    private static int? LabelOf(DelimitedText text, int[] texts, int[] candidates, string? given, string listed) =>
        given switch
        {
            not null => Named(text, given, "--label", listed),
            _ when candidates.Where(column => IsLabelName(text.Columns[column])).ToArray() is [var named] => named,
            _ => texts is [var only]
                ? only
                : throw new StriateException(
                    ErrorKind.BadFile,
                    $"{text.Path}: which column holds the class? name it with --label; its columns are {listed}"
                ),
        };

    private static int Named(DelimitedText text, string name, string option, string listed)
    {
        var exact = Array.IndexOf(text.Columns, name);
        var column =
            exact >= 0 ? exact : Array.FindIndex(text.Columns, candidate => candidate.Equals(name, StringComparison.OrdinalIgnoreCase));
        return column >= 0
            ? column
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path} has no column '{ClassNames.Printable(name)}' ({option}); its columns are {listed}"
            );
    }

    private static string? Present(DelimitedText text, string? name) => text.Columns.Contains(name) ? name : null;

    private static bool IsNamed(DelimitedText text, int column, string? name) =>
        text.Columns[column].Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a column of that name is likely to hold the class.</summary>
    public static bool IsLabelName(string name) => s_labels.Contains(Plain(name));

    private static bool IsText(DelimitedText text, DelimitedRow row, int column) =>
        column < row.Fields.Length && row.Fields[column].Length > 0 && text.NumberOf(row.Fields[column]) is null;

    // A name alone is not enough: "t" may be a temperature. Times of many recordings begin anew now and then.
    private static bool IsTime(DelimitedText text, int column) =>
        (text.HasHeader && IsTimeName(text.Columns[column]) && SeldomFalls(text, column)) || (column == 0 && IsDates(text));

    private static bool IsTimeName(string name)
    {
        var end = name.IndexOfAny(['(', '[', '/']);
        return Words().Matches(end < 0 ? name : name[..end]).Any(word => s_times.Contains(word.Value.ToLowerInvariant()));
    }

    private static bool SeldomFalls(DelimitedText text, int column)
    {
        const double Seldom = 0.1;
        var numbers = text
            .Sample.Where(row => column < row.Fields.Length)
            .Select(row => text.NumberOf(row.Fields[column]))
            .OfType<float>()
            .ToArray();
        return numbers.Zip(numbers.Skip(1)).Count(pair => pair.Second < pair.First) <= Seldom * numbers.Length;
    }

    // Where there is a name that is not a time's, numbers that rise evenly are row numbers only if they are whole.
    private static bool IsRowNumber(DelimitedText text, int column) =>
        column == 0
        && Rises(text)
        && (!text.HasHeader || text.Sample.All(row => text.NumberOf(row.Fields[0]) is { } number && number == MathF.Truncate(number)));

    private static bool IsDates(DelimitedText text) =>
        text.Sample.Length > 0
        && text.Sample.All(row =>
            text.NumberOf(row.Fields[0]) is null
            && DateTime.TryParse(row.Fields[0].Replace(',', '.'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
        );

    private static bool Rises(DelimitedText text)
    {
        const int Few = 8;
        const double Even = 3;
        var numbers = text.Sample.Select(row => text.NumberOf(row.Fields[0])).ToArray();
        if (numbers.Length < Few || numbers.Contains(null))
        {
            return false;
        }

        double[] steps = [.. numbers.Zip(numbers.Skip(1), (before, after) => (double)(after! - before!)).Order()];
        return steps[0] > 0 && steps[^1] <= Even * steps[steps.Length / 2];
    }

    // "Zeit [ms]" is "zeit".
    private static string Plain(string name)
    {
        var end = name.IndexOfAny(['(', '[', '/']);
        return string.Concat((end < 0 ? name : name[..end]).Where(char.IsLetter)).ToLowerInvariant();
    }

    // Words within a name: "time_ms", "ElapsedTime".
    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})")]
    private static partial Regex Words();

    private static string Listed(string[] names)
    {
        const int Most = 12;
        return string.Join(", ", names.Take(Most).Select(name => $"'{ClassNames.Printable(name)}'"))
            + (names.Length > Most ? $" and {names.Length - Most} more" : "");
    }
}
