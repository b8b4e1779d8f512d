using System.Globalization;
using System.Text;

namespace Striate.Results.Page;

/// <summary>A page of Markdown that grows from top to bottom.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _text = new();

    /// <summary>A paragraph.</summary>
    public void Say(string paragraph) =>
        _text.Append(_text.Length == 0 ? "" : "\n").Append(paragraph.ReplaceLineEndings("\n")).Append('\n');

    /// <summary>A heading: 1 is the page's own.</summary>
    public void Head(int level, string title) => Say($"{new string('#', level)} {title}");

    /// <summary>A picture beside the page's records.</summary>
    public void Show(string folder, string file, string description) => Say($"![{description}]({folder}/{file})");

    /// <summary>A table; all columns but the first are numbers, at the right.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        Say(Line(columns));
        _text.Append("|---|").Insert(_text.Length, "---:|", columns.Count - 1).Append('\n');
        foreach (var row in rows)
        {
            _text.Append(Line(row)).Append('\n');
        }
    }

    /// <summary>Lines of a list.</summary>
    public void List(IEnumerable<string> lines)
    {
        var list = string.Join('\n', lines.Select(line => "- " + line));
        if (list.Length > 0)
        {
            Say(list);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}

/// <summary>Numbers as the page has them.</summary>
internal static class Cell
{
    /// <summary>A count; blank where there is none.</summary>
    public static string Count(double? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Instructions of a strategy's code; blank where it was not measured.</summary>
    public static string Code(PackageFigures? figures, string strategy) =>
        figures?.Code.FirstOrDefault(code => code.Strategy == strategy) is { Refusal: not null }
            ? "refused"
            : Count(figures?.Instructions(strategy));

    /// <summary>With two decimals; blank where there is none.</summary>
    public static string Fixed(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "";

    /// <summary>With two decimals and its unit.</summary>
    public static string Percent(double? value) => value is null ? "" : Fixed(value) + " %";

    /// <summary>With the decimals that it needs, two at most.</summary>
    public static string Short(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A factor of channel counts, with the decimals that it needs, three at most.</summary>
    public static string Width(double width) => width.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A difference with its sign.</summary>
    public static string Signed(double? value) => value?.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A link to a record.</summary>
    public static string Link(string folder, string name) => $"[{name}]({folder}/{name}.json)";
}
