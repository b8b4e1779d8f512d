using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Striate.DataSets.Reading;

/// <summary>
/// CSV files: a recording each in the folder of its class, or tables with a column of the class. Rows are time steps where there are times
/// or a window is given, or files in folders of classes; otherwise each row is a sample of features.
/// </summary>
internal static class TableReader
{
    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".csv", ".tsv"];

    /// <summary>Reads all files.</summary>
    /// <exception cref="StriateException">One is wrong.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        var files = DataFiles.Of(path, Extensions);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (tables, classes) = (new List<Table>(), new ClassTable(path));
        TableColumns? columns = null;
        string form = "";
        long values = 0;
        foreach (var file in files.Files)
        {
            var content = DataLimits.ReadFile(file.Path);
            sum.AppendData(Encoding.UTF8.GetBytes(file.Name + '\n'));
            sum.AppendData(content);
            var text = new DelimitedText(content, file.Path);
            columns ??= TableColumns.Of(
                text,
                !files.HasClasses || options.Label is not null || text.Columns.Contains(options.UsualLabel),
                options
            );
            columns.Require(text, files.Files[0].Path);
            form = form.Length == 0 ? text.Form : form;
            values += (long)text.RowCount * columns.Values.Length;
            DataLimits.Require(values, path);
            tables.Add(Rows(text, file, columns, classes));
        }

        var isByFolder = files.HasClasses && columns!.Label is null;
        var isSignal = isByFolder || columns!.HasTime || options.Window is not null;
        var leftOut = columns!.LeftOut.Select(column => $"'{ClassNames.Printable(columns.Names[column])}'").ToArray();
        string[] notes =
        [
            $"{files.Files.Length} CSV files: {form}",
            .. files.HasClasses && !isByFolder
                ? [$"classes in column '{ClassNames.Printable(columns.Names[columns.Label!.Value])}'; files of one folder belong together"]
                : Array.Empty<string>(),
            .. leftOut.Length == 0
                ? Array.Empty<string>()
                : [$"left out, because times and row numbers say nothing about the class: {string.Join(", ", leftOut)}"],
        ];
        string[] channels = [.. columns.Values.Select(column => columns.Names[column])];
        var source = new SourceOfSamples(path, channels, classes, sum, notes, files.Omissions);
        // What was found out is what another reading of the data is given.
        options = options with
        {
            Label = columns.Label is { } label ? columns.Names[label] : null,
            Group = columns.Group is { } group ? columns.Names[group] : null,
        };
        var byClass = !files.HasClasses && files.Files.Length == 1 && columns.Group is null;
        return isSignal
            ? WindowCutter.Cut([.. tables.SelectMany(table => table.Recordings(byClass))], source, options, DataKind.Signal)
            : FeatureRows.Of(tables, source, options, columns.Group is not null || files.HasClasses);
    }

    private static Table Rows(DelimitedText text, DataFile file, TableColumns columns, ClassTable classes)
    {
        if (text.RowCount == 0)
        {
            throw new StriateException(ErrorKind.BadFile, $"{file.Path} has a header and no rows; record it again or remove it");
        }

        var (rows, width) = (text.RowCount, columns.Values.Length);
        var (values, numbers, lines, groups) = (
            new float[rows * width],
            columns.Label is null ? [] : new byte[rows],
            text.HasGaps ? new int[rows] : [],
            new GroupNames(columns.Group is null ? 0 : rows)
        );
        var (row, first) = (0, 0);
        foreach (var found in text.Values())
        {
            first = row == 0 ? found.Line : first;
            for (var column = 0; column < width; column++)
            {
                values[(row * width) + column] = text.Number(found, columns.Values[column]);
            }

            if (columns.Label is { } label)
            {
                numbers[row] = Label(text, found, label, classes);
            }

            if (text.HasGaps)
            {
                lines[row] = found.Line;
            }

            groups.Add(row++, columns.Group is { } group ? found.Fields[group] : null);
        }

        return new Table(
            file,
            values,
            new StepClasses(rows, columns.Label is null ? classes.NumberOf(file.Class!) : numbers[0], numbers),
            new StepLines(first, lines),
            columns.Group is null ? [columns.Label is null ? file.Name : file.Class ?? file.Name] : groups.Names,
            columns.Group is null ? null : groups.OfRow
        );
    }

    private static byte Label(DelimitedText text, DelimitedRow row, int column, ClassTable classes) =>
        row.Fields[column].Length > 0
            ? classes.NumberOf(row.Fields[column], () => $"{text.Path}, line {row.Line}")
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{text.Path}, line {row.Line}: the class in column '{ClassNames.Printable(text.Columns[column])}' is empty; fill it in or remove the line"
            );

    /// <summary>Groups as numbers: a name that many rows have is kept once.</summary>
    private sealed class GroupNames(int rows)
    {
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
        private readonly List<string> _names = [];

        public int[] OfRow { get; } = new int[rows];

        public IReadOnlyList<string> Names => _names;

        public void Add(int row, string? name)
        {
            if (name is null)
            {
                return;
            }

            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, name, out var isKnown);
            if (!isKnown)
            {
                number = _names.Count;
                _names.Add(name);
            }

            OfRow[row] = number;
        }
    }
}
