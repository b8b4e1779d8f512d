using Striate.Model.Packaging;
using Striate.Results;

namespace Striate.Cli;

/// <summary>How good the network is that a file tells of.</summary>
/// <param name="DataSetSha256">Checksum of the samples.</param>
/// <param name="Integer">Percent of the test samples; the integer reference's.</param>
/// <param name="Validation">Percent of the samples for validation; null: there are none.</param>
internal sealed record Quality(string DataSetSha256, double Integer, double? Validation = null)
{
    /// <summary>
    /// What networks are compared by: the samples for validation where there are some, so that those for the test choose nothing.
    /// </summary>
    public double Percent => Validation ?? Integer;

    /// <summary>Whether two figures are of the same samples.</summary>
    public bool IsComparableTo(Quality other) => DataSetSha256 == other.DataSetSha256 && Validation is null == other.Validation is null;
}

/// <summary>A file that a training leaves as it is, because what it holds is better, or may be.</summary>
/// <param name="File">Its path.</param>
/// <param name="Integer">Percent of the samples that it was compared by; null: of other samples, or unknown.</param>
internal sealed record KeptFile(string File, double? Integer)
{
    /// <summary>Refuses to replace, at the end of a training, what no training wrote.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <exception cref="StriateException">There is another file.</exception>
    public static void RequireReplaceable(string option, string path, Func<string, Quality?> qualityOf)
    {
        try
        {
            if (!System.IO.File.Exists(path) || qualityOf(path) is not null)
            {
                return;
            }
        }
        catch (StriateException)
        {
            // It is another kind of file: what wrote it is unknown.
        }

        throw new StriateException(
            ErrorKind.BadFile,
            $"{option} '{path}' is a file that 'striate train' did not write; name another file, or replace it with --force"
        );
    }

    /// <summary>Where a new file goes: its own place, or, if what is there is to stay, the next free one beside it.</summary>
    /// <param name="path">Its own place.</param>
    /// <param name="made">The new network.</param>
    /// <param name="isEarly">Whether the training was finished early: then what cannot be compared stays, too.</param>
    /// <param name="qualityOf">What a file tells; null: nothing.</param>
    public static (string Path, KeptFile? Kept) PlaceOf(string path, Quality made, bool isEarly, Func<string, Quality?> qualityOf)
    {
        if (!System.IO.File.Exists(path))
        {
            return (path, null);
        }

        var there = qualityOf(path);
        var isComparable = there?.IsComparableTo(made) == true;
        if (isComparable ? there!.Percent <= made.Percent : !isEarly)
        {
            return (path, null);
        }

        return (Beside(path), new KeptFile(path, isComparable ? there!.Percent : null));
    }

    /// <summary>The next free place beside a file, or its own where there is none.</summary>
    public static string Beside(string path)
    {
        var (folder, name, extension) = (
            Path.GetDirectoryName(path) ?? "",
            Path.GetFileNameWithoutExtension(path),
            Path.GetExtension(path)
        );
        return Path.Exists(path)
            ? Enumerable
                .Range(2, int.MaxValue - 2)
                .Select(number => Path.Combine(folder, $"{name}-{number}{extension}"))
                .First(other => !Path.Exists(other))
            : path;
    }

    /// <summary>What a package tells.</summary>
    /// <exception cref="PackageException">It is none.</exception>
    public static Quality? OfPackage(string path) =>
        PackageFile.Read(path).Package.Report is { } report ? new Quality(report.DataSetSha256, report.Integer, report.Validation) : null;

    /// <summary>What a sheet of results tells.</summary>
    /// <exception cref="StriateException">It is none.</exception>
    public static Quality? OfSheet(string path) =>
        ResultSheet.Read(path) is var sheet ? new Quality(sheet.DataSetSha256, sheet.Integer, sheet.Validation) : null;
}
