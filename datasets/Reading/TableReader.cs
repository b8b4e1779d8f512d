using System.Security.Cryptography;
using System.Text;

namespace Striate.DataSets.Reading;

/// <summary>
/// CSV files: a recording each in the folder of its class, or tables with a column of the class. Rows are time steps where there are times or
/// a window is given, or files in folders of classes; otherwise each row is a sample of features.
/// </summary>
internal static class TableReader
{
    /// <summary>How such files end.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = [".csv", ".tsv"];

    /// <summary>Reads all files.</summary>
    /// <exception cref="InvalidDataException">One is wrong.</exception>
    public static RawData Read(string path, DataOptions options)
    {
        var files = DataFiles.Of(path, Extensions);
        if (files.HasClasses && options.Label is { } unneeded)
        {
            throw new InvalidDataException($"{path}: the folders are the classes; leave out --label '{ClassNames.Printable(unneeded)}'");
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var recordings = new List<Recording>();
        TableColumns? columns = null;
        string form = "";
        long values = 0;
        foreach (var file in files.Files)
        {
            var content = DataLimits.ReadFile(file.Path);
            sum.AppendData(Encoding.UTF8.GetBytes(file.Name + '\n'));
            sum.AppendData(content);
            var text = new DelimitedText(content, file.Path);
            columns ??= TableColumns.Of(text, !files.HasClasses, options);
            columns.Require(text, files.Files[0].Path);
            form = form.Length == 0 ? text.Form : form;
            var found = Recordings(text, file, columns);
            recordings.AddRange(found);
            values += found.Sum(recording => (long)recording.Values.Length);
            DataLimits.Require(values, path);
        }

        var isSignal = files.HasClasses || columns!.HasTime || options.Window is not null;
        var leftOut = columns!.LeftOut.Select(column => $"'{ClassNames.Printable(columns.Names[column])}'").ToArray();
        string[] notes =
        [
            $"{files.Files.Length} CSV files: {form}",
            .. leftOut.Length == 0 ? Array.Empty<string>() : [$"left out, because times and row numbers say nothing about the class: {string.Join(", ", leftOut)}"],
        ];
        string[] channels = [.. columns.Values.Select(column => columns.Names[column])];
        var source = new SourceOfSamples(path, channels, sum, notes, files.Omissions);
        return isSignal
            ? WindowCutter.Cut(files.HasClasses || files.Files.Length > 1 || columns.Group is not null ? recordings : [.. recordings.SelectMany(ByClass)], source, options, DataKind.Signal)
            : FeatureRows.Of(recordings, source, options, columns.Group is not null);
    }

    // A table is one recording, or one for each run of rows of a group.
    private static List<Recording> Recordings(DelimitedText text, DataFile file, TableColumns columns)
    {
        var recordings = new List<Recording>();
        var (values, classes, group, first) = (new List<float>(), new List<string>(), (string?)null, 0);
        foreach (var row in text.Values())
        {
            var own = columns.Group is { } column ? row.Fields[column] : file.Name;
            if (own != group)
            {
                Close();
                (group, first) = (own, row.Line);
            }

            values.AddRange(columns.Values.Select(value => text.Number(row, value)));
            classes.Add(file.Class ?? Label(text, row, columns.Label!.Value));
        }

        Close();
        return recordings.Count > 0 ? recordings : throw new InvalidDataException($"{file.Path} has a header and no rows; record it again or remove it");

        void Close()
        {
            if (classes.Count > 0)
            {
                recordings.Add(new Recording(group!, file.Path, file.Part, [.. values], [.. classes], first));
            }

            values.Clear();
            classes.Clear();
        }
    }

    private static string Label(DelimitedText text, DelimitedRow row, int column) => row.Fields[column].Length > 0
        ? ClassNames.Require(row.Fields[column], $"{text.Path}, line {row.Line}")
        : throw new InvalidDataException($"{text.Path}, line {row.Line}: the class in column '{ClassNames.Printable(text.Columns[column])}' is empty; fill it in or remove the line");

    // One table without groups: what has one class in a row is a recording, or there would be nothing to split.
    private static IEnumerable<Recording> ByClass(Recording table)
    {
        var channels = table.Values.Length / table.Steps;
        for (var start = 0; start < table.Steps;)
        {
            var end = start + 1;
            while (end < table.Steps && table.Classes[end] == table.Classes[start])
            {
                end++;
            }

            yield return table with
            {
                Group = $"{table.Group} from line {table.FirstLine + start}", FirstLine = table.FirstLine + start,
                Values = table.Values[(start * channels)..(end * channels)], Classes = table.Classes[start..end],
            };
            start = end;
        }
    }
}
