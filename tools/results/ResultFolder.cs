using System.Collections.Immutable;
using Striate.Results.Pictures;

namespace Striate.Results;

/// <summary>A record and its name: that of its file, without the extension.</summary>
public sealed record NamedSheet(string Name, ResultSheet Sheet);

/// <summary>
/// The records of a folder. Names tell what they are for: <c>pareto-*</c> are networks of several widths, <c>bits-*</c> of several
/// weight bits, <c>ablation-*</c> have one option of the training changed; all others are results on their own.
/// </summary>
/// <param name="Sheets">By name.</param>
/// <param name="Speed">How fast networks are trained; null where it was not measured.</param>
/// <param name="KernelSheets">Names of the records that have a picture of their kernels.</param>
public sealed record ResultFolder(ImmutableArray<NamedSheet> Sheets, TrainingSpeed? Speed, ImmutableHashSet<string> KernelSheets)
{
    private static readonly string[] s_series = ["pareto-", "bits-", "ablation-"];

    /// <summary>Results on their own.</summary>
    public IEnumerable<NamedSheet> Alone =>
        Sheets.Where(sheet => !s_series.Any(series => sheet.Name.StartsWith(series, StringComparison.Ordinal)));

    /// <summary>The records of a series: <c>pareto</c>, <c>bits</c> or <c>ablation</c>.</summary>
    public IEnumerable<NamedSheet> Series(string name) =>
        Sheets.Where(sheet => sheet.Name.StartsWith(name + "-", StringComparison.Ordinal));

    /// <summary>The record of a name, or null.</summary>
    public ResultSheet? Find(string? name) => Sheets.FirstOrDefault(sheet => sheet.Name == name)?.Sheet;

    /// <summary>Reads every record of a folder.</summary>
    /// <exception cref="StriateException">There is no such folder, a file in it is not a record, or a picture is of other
    /// packages.</exception>
    public static ResultFolder Read(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: no such folder; 'striate results record' writes the records that belong there"
            );
        }

        var speed = Path.Combine(path, TrainingSpeed.File);
        ImmutableArray<NamedSheet> sheets =
        [
            .. Directory
                .EnumerateFiles(path, "*.json")
                .Where(file => file != speed)
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal)
                .Select(name => new NamedSheet(name, ResultSheet.Read(Path.Combine(path, name + ".json")))),
        ];
        return new ResultFolder(
            sheets,
            File.Exists(speed) ? TrainingSpeed.Read(speed) : null,
            [.. sheets.Where(sheet => HasKernels(path, sheet)).Select(sheet => sheet.Name)]
        );
    }

    private static bool HasKernels(string path, NamedSheet entry)
    {
        var file = Path.Combine(path, KernelSheet.FileOf(entry.Name));
        if (!File.Exists(file))
        {
            return false;
        }

        return KernelSheet.Shows(file, entry.Sheet.Segments?.Package, entry.Sheet.Dense?.Package)
            ? true
            : throw new StriateException(
                ErrorKind.BadFile,
                $"{file} is of other packages than {entry.Name}.json; 'striate inspect PACKAGE --sheet {file} --beside DENSE' draws it again"
            );
    }
}
