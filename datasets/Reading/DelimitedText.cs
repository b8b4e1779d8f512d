using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace Striate.DataSets.Reading;

/// <summary>A row of a table in a text file.</summary>
/// <param name="Line">Line of the file where it begins, from 1.</param>
/// <param name="Fields">Its fields, without spaces around them.</param>
internal readonly record struct DelimitedRow(int Line, string[] Fields);

/// <summary>
/// A file of rows whose fields commas, semicolons or tabs separate, in UTF-8, UTF-16 with its mark, or Latin-1; numbers may have decimal
/// commas where commas do not separate.
/// </summary>
internal sealed class DelimitedText
{
    private const int SampledRows = 200;
    private const int DelimiterRows = 20;
    private static readonly string[] s_delimiters = ["\t", ";", ","];

    // What stands in place of a missing value is not a column's name.
    private static readonly HashSet<string> s_noValues = new(StringComparer.OrdinalIgnoreCase)
    {
        "",
        "-",
        "--",
        "?",
        "n/a",
        "na",
        "nan",
        "nil",
        "none",
        "null",
        "inf",
        "-inf",
    };

    private readonly byte[] _content;
    private readonly Encoding _encoding;
    private readonly string _delimiter;

    /// <summary>Finds out how a file is written.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="StriateException">It is not text, has no rows, or too many columns.</exception>
    public DelimitedText(byte[] content, string path)
    {
        (_content, Path) = (content, path);
        _encoding = EncodingOf(content) ?? throw new StriateException(ErrorKind.BadFile, $"{path} is not a text file; save it as CSV");
        _delimiter = DelimiterOf(Head());
        var scan = new Scan();
        foreach (var row in Rows())
        {
            scan.Add(row);
        }

        if (scan.Rows == 0)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path} has no rows; record it again or remove it");
        }

        HasDecimalCommas = scan.HasCommas;
        RequireOneMark(scan);
        var sample = scan.Sample;
        HasHeader = IsHeader(sample);
        Columns = HasHeader
            ? sample[0].Fields
            : [.. Enumerable.Range(1, sample[0].Fields.Length).Select(column => column.ToString(CultureInfo.InvariantCulture))];
        Sample = [.. sample.Skip(HasHeader ? 1 : 0)];
        RowCount = scan.Rows - (HasHeader ? 1 : 0);
        HasGaps = scan.LastLine - sample[0].Line + 1 != scan.Rows;
        if (Columns.Length > DataLimits.Columns)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}, line {sample[0].Line}: {Columns.Length} columns; at most {DataLimits.Columns} are allowed"
            );
        }
    }

    /// <summary>The file, for messages.</summary>
    public string Path { get; }

    /// <summary>Whether the first row has names.</summary>
    public bool HasHeader { get; }

    /// <summary>Whether numbers have commas for points.</summary>
    public bool HasDecimalCommas { get; }

    /// <summary>Names of the columns; their numbers from 1 where the file has none.</summary>
    public string[] Columns { get; }

    /// <summary>The first rows of values.</summary>
    public DelimitedRow[] Sample { get; }

    /// <summary>Rows of values.</summary>
    public int RowCount { get; }

    /// <summary>Whether lines without a row are among them.</summary>
    public bool HasGaps { get; }

    /// <summary>How it is written, in words.</summary>
    public string Form =>
        $"{(_delimiter == "\t" ? "tabs" : _delimiter == ";" ? "semicolons" : "commas")}, {(HasDecimalCommas ? "decimal commas" : "decimal points")}, {(HasHeader ? "a header" : "no header")}";

    /// <summary>The rows of values; each has as many fields as there are columns.</summary>
    /// <exception cref="StriateException">A row has another number, or quotes are not closed.</exception>
    public IEnumerable<DelimitedRow> Values() =>
        Rows()
            .Skip(HasHeader ? 1 : 0)
            .Select(row =>
                row.Fields.Length == Columns.Length
                    ? row
                    : throw new StriateException(
                        ErrorKind.BadFile,
                        $"{Path}, line {row.Line}: {row.Fields.Length} fields, expected {Columns.Length}; fix or remove the line"
                    )
            );

    /// <summary>A number within single precision; null: the field is none.</summary>
    public float? NumberOf(string field) =>
        !(HasDecimalCommas && field.Contains('.', StringComparison.Ordinal))
        && double.TryParse(
            HasDecimalCommas ? field.Replace(',', '.') : field,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var value
        )
        && Math.Abs(value) <= DataLimits.Magnitude
            ? (float)value
            : null;

    /// <summary>The number of a field, or an error with line and column.</summary>
    /// <exception cref="StriateException">The field is none.</exception>
    public float Number(DelimitedRow row, int column) =>
        NumberOf(row.Fields[column])
        ?? throw new StriateException(
            ErrorKind.BadFile,
            $"{Path}, line {row.Line}: column '{ClassNames.Printable(Columns[column])}' "
                + $"{(row.Fields[column].Length == 0 ? "is empty" : $"holds '{ClassNames.Printable(row.Fields[column])}', no number")}; fix or remove the line"
        );

    // "1,234" beside "5.5" is a thousand and more, or one and a part: nobody knows.
    private void RequireOneMark(Scan scan)
    {
        if (scan is { HasCommas: true, Point: { } point })
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path}, line {scan.PointLine}: '{ClassNames.Printable(point)}' has a point and other numbers have a comma; write all numbers with the same decimal mark, and thousands without one"
            );
        }
    }

    // Names over numbers, or the numbers 0, 1, 2 and so on that libraries write where columns have no names.
    private bool IsHeader(List<DelimitedRow> sample)
    {
        const int FewestNumbers = 3;
        var first = sample[0].Fields;
        if (
            first.Any(TableColumns.IsLabelName)
            || (
                first.Length >= FewestNumbers
                && sample.Count > 1
                && first.Select((field, column) => field == column.ToString(CultureInfo.InvariantCulture)).All(isNumber => isNumber)
            )
        )
        {
            return true;
        }

        return sample.Count == 1
            ? !first.Any(field => NumberOf(field) is not null)
            : first
                .Select(
                    (field, column) =>
                        NumberOf(field) is null
                        && !s_noValues.Contains(field)
                        && column < sample[1].Fields.Length
                        && NumberOf(sample[1].Fields[column]) is not null
                )
                .Any(isName => isName);
    }

    private IEnumerable<DelimitedRow> Rows()
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = _delimiter,
            HasHeaderRecord = false,
            MaxFieldSize = DataLimits.FieldLength,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = data => throw new BadDataException(data.Field, data.RawRecord, data.Context, "bad data"),
        };
        using var reader = new StreamReader(new MemoryStream(_content, writable: false), _encoding, detectEncodingFromByteOrderMarks: true);
        using var parser = new CsvParser(reader, configuration);
        while (Next(parser) is { } fields)
        {
            if (fields.Any(field => field.Length > 0))
            {
                yield return new DelimitedRow(parser.RawRow, fields);
            }
        }
    }

    private string[]? Next(CsvParser parser)
    {
        try
        {
            return parser.Read() ? parser.Record : null;
        }
        catch (CsvHelperException)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{Path}, line {parser.RawRow}: quotes that do not belong, or a field of more than {DataLimits.FieldLength} characters; fix or remove the line"
            );
        }
    }

    private string[] Head()
    {
        using var reader = new StreamReader(new MemoryStream(_content, writable: false), _encoding, detectEncodingFromByteOrderMarks: true);
        var characters = new char[DelimiterRows * DataLimits.FieldLength];
        var length = reader.ReadBlock(characters, 0, characters.Length);
        string[] lines = [.. new string(characters, 0, length).Split('\n').Where(line => line.Trim().Length > 0)];
        // The last line may be cut off.
        return length < characters.Length || lines.Length == 1
            ? lines[..Math.Min(lines.Length, DelimiterRows)]
            : lines[..Math.Min(lines.Length - 1, DelimiterRows)];
    }

    // What stands in every line as often; a comma last, for it may be decimal.
    private static string DelimiterOf(string[] lines) =>
        s_delimiters.FirstOrDefault(delimiter =>
            lines.Length > 0 && lines.Select(line => line.Split(delimiter).Length).Distinct().ToArray() is [> 1]
        )
        ?? s_delimiters.FirstOrDefault(delimiter => lines.Length > 0 && lines[0].Contains(delimiter, StringComparison.Ordinal))
        ?? ",";

    private static bool IsWithPoint(string field) =>
        field.Count(character => character == '.') == 1
        && double.TryParse(field.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static bool IsWithComma(string field) =>
        field.Count(character => character == ',') == 1
        && double.TryParse(field.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static Encoding? EncodingOf(byte[] content)
    {
        if (content is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            return Encoding.Unicode;
        }

        return content.Contains((byte)0) ? null
            : Utf8.IsValid(content) ? Encoding.UTF8
            : Encoding.Latin1;
    }

    /// <summary>What all rows of a file show.</summary>
    private sealed class Scan
    {
        public List<DelimitedRow> Sample { get; } = [];

        public int Rows { get; private set; }

        public int LastLine { get; private set; }

        public bool HasCommas { get; private set; }

        // The first number with a point.
        public string? Point { get; private set; }

        public int PointLine { get; private set; }

        public void Add(DelimitedRow row)
        {
            if (Rows++ < SampledRows)
            {
                Sample.Add(row);
            }

            LastLine = row.Line;
            foreach (var field in row.Fields)
            {
                LookForMarks(field, row.Line);
            }
        }

        // Most fields of most files have no mark, or one that is known already: nothing is counted in those.
        private void LookForMarks(string field, int line)
        {
            HasCommas = HasCommas || (field.Contains(',', StringComparison.Ordinal) && IsWithComma(field));
            if (Point is null && field.Contains('.', StringComparison.Ordinal) && IsWithPoint(field))
            {
                (Point, PointLine) = (field, line);
            }
        }
    }
}
