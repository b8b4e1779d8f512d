using Striate.DataSets;
using Striate.DataSets.Reading;
using Striate.Model.Packaging;

namespace Striate.Cli;

/// <summary>Where a data set is, as a command line says it.</summary>
/// <param name="Name">As <c>--data-set</c> names it; null: what is there says it.</param>
/// <param name="Path">Its folder or file; null for the embedded digits.</param>
/// <param name="Options">How a person's own data are read.</param>
internal sealed record DataSource(string? Name, string? Path, DataOptions Options)
{
    /// <summary>Whether anything is said of data.</summary>
    public bool IsGiven => Name is not null || Path is not null || Options != new DataOptions();

    /// <summary>The data set's name.</summary>
    /// <param name="usual">What it is where neither a name nor data of a person's own are given.</param>
    public string NameOr(string usual) => Name ?? DataSetCatalog.NameFor(Path, usual);

    /// <summary>Reads the data set.</summary>
    /// <param name="usual">Its name where neither a name nor data of a person's own are given.</param>
    /// <param name="package">What is to read its samples as it did in its training; null: none.</param>
    /// <exception cref="StriateException">There is none of that name, or a file is missing or damaged.</exception>
    public DataSet Load(string usual, ModelPackage? package = null) =>
        package is null ? DataSetCatalog.Load(NameOr(usual), Path, Options) : PackageData.Load(NameOr(usual), Path, Options, package);

    /// <summary>Reads the data set and looks at it.</summary>
    /// <exception cref="StriateException">There is none of that name, or a file is missing or damaged.</exception>
    public (DataSet Data, DataInspection Inspection) Inspect()
    {
        var name = NameOr("");
        if (name != OwnData.Name || Path is null)
        {
            var published = DataSetCatalog.Load(name, Path, Options);
            return (published, DataInspection.Of(published));
        }

        return DataInspection.Read(Path, Options);
    }

    /// <summary>Reads a person's own data, once, for a training and for those that each test another part.</summary>
    /// <param name="count">Parts; null: none. They are chosen at once; each is prepared when it is asked for.</param>
    /// <returns>The data; null: other data are named.</returns>
    /// <exception cref="StriateException">They are other data and parts are wanted, a file is missing or damaged, or there are fewer groups
    /// than parts.</exception>
    public (DataSet? Data, IEnumerable<DataSet> Folds) Own(int? count)
    {
        if (NameOr("") != OwnData.Name || Path is null)
        {
            return count is null
                ? (NameOr("") == OwnData.Name ? Load(OwnData.Name) : null, [])
                : throw new StriateException(
                    ErrorKind.Usage,
                    "--folds is for your own data: published data sets have one split; leave it out"
                );
        }

        var raw = OwnData.Read(Path, Options);
        return (OwnData.Prepare(raw), count is { } parts ? OwnData.Folds(raw, parts) : []);
    }

    /// <summary>Reads the data set that a package is to be judged by: by default the one that it was trained on.</summary>
    /// <param name="package">The package.</param>
    /// <param name="file">Its path, for messages.</param>
    /// <exception cref="StriateException">
    /// The package tells none, or one on which what is given has no effect; there is none of that name, or a file is missing or damaged.
    /// </exception>
    public DataSet LoadFor(ModelPackage package, string file)
    {
        if (Name is null && package.Report?.DataSet is { } known && DataSetCatalog.WithoutEffect(known, Path, Options) is { } refusal)
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"{file} was trained on data set '{known}', which {refusal}; leave that out, or read your own data with --data-set {OwnData.Name}"
            );
        }

        return (Name ?? package.Report?.DataSet ?? NameOr("")) is { Length: > 0 } name
            ? (this with { Name = name }).Load(name, package)
            : throw new StriateException(ErrorKind.Usage, $"{file} does not say what data set it was trained on; name it with --data-set");
    }
}
