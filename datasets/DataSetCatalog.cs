using Striate.DataSets.Reading;
using Striate.Model.Graph;
using Striate.Model.Packaging;

namespace Striate.DataSets;

/// <summary>The data sets that options can name.</summary>
public static class DataSetCatalog
{
    /// <summary>Extent to which the images of a folder are scaled.</summary>
    private static readonly Shape s_imageShape = new(32, 32, 3);

    /// <summary>Names in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["digits", "mnist", "fashion-mnist", "cifar10", Geotec, "images", "windows", OwnData.Name];

    private const string Embedded = "digits";
    private const string Geotec = "geotec-har";

    /// <summary>
    /// The name of the data at a place: <see cref="OwnData.Name"/> where there are files of a person's own, or where a place is given and
    /// <paramref name="usual"/> needs none; <c>geotec-har</c>, whose folders are people and not classes, where that is and no
    /// <c>data.toml</c> says how to read it.
    /// </summary>
    /// <param name="path">A folder or file; null: none is given.</param>
    /// <param name="usual">What it is otherwise.</param>
    public static string NameFor(string? path, string usual) =>
        path is null ? usual
        : GeotecHar.IsIn(path) && !DataToml.IsIn(path) ? (usual is Embedded or "" ? Geotec : usual)
        : usual is Embedded or "" || OwnData.IsIn(path) ? OwnData.Name
        : usual;

    /// <summary>Reads a data set.</summary>
    /// <param name="folder">Where its files are; the embedded digits need none.</param>
    /// <param name="options">How a person's own data are read; null: as they suggest.</param>
    /// <param name="contract">How their readings become integers; null: it is fitted on the samples to learn from.</param>
    /// <param name="network">What a network that is to read the samples demands; null: nothing.</param>
    /// <param name="training">How the data of its training were read; null: unknown.</param>
    /// <exception cref="StriateException">There is no data set of that name, it needs a folder, or an option has no effect on it; a file is
    /// missing or has another form than it should.</exception>
    public static DataSet Load(
        string name,
        string? folder,
        DataOptions? options = null,
        InputContract? contract = null,
        DataOptions? network = null,
        DataOptions? training = null
    ) =>
        name switch
        {
            Embedded when folder is not null => throw new StriateException(
                ErrorKind.Usage,
                $"data set '{Embedded}' is built in and reads no files, and '{folder}' is given; leave out its name to read your own data, or leave out the folder"
            ),
            Embedded when options?.Given.FirstOrDefault() is { Option: { } option } => throw Without(option, name),
            Embedded => Digits.Load(),
            _ when !Names.Contains(name) => throw new StriateException(
                ErrorKind.Usage,
                $"there is no data set '{name}'; there are: {string.Join(", ", Names)}"
            ),
            _ when name != OwnData.Name && options?.Given.FirstOrDefault() is { Option: { } option } => throw Without(option, name),
            _ when folder is null => throw new StriateException(
                ErrorKind.Usage,
                $"data set '{name}' is read from files: name their folder"
            ),
            "mnist" => Idx.Mnist(folder),
            "fashion-mnist" => Idx.FashionMnist(folder),
            "cifar10" => Cifar10.Load(folder),
            Geotec => GeotecHar.Load(folder, options?.AreRecordingsKept ?? false),
            "images" => ImageFolder.Load(folder, s_imageShape),
            "windows" => Windows.Load(folder),
            _ => OwnData.Prepare(OwnData.Read(folder, options ?? new DataOptions(), network, training), contract),
        };

    /// <summary>What is given for a data set and has no effect on it, as a clause about it; null: nothing.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="folder">Where files are; null: none is given.</param>
    /// <param name="options">How a person's own data are read.</param>
    public static string? WithoutEffect(string name, string? folder, DataOptions options) =>
        name switch
        {
            OwnData.Name => null,
            Embedded when folder is not null => $"reads no files, and '{folder}' is given",
            _ => options.Given.FirstOrDefault() is { Option: { } option } ? $"does not know {option}" : null,
        };

    private static StriateException Without(string option, string name) =>
        new(
            ErrorKind.Usage,
            $"{option} has no effect on data set '{name}'; leave it out, or read the files as your own data with --data-set {OwnData.Name}"
        );
}
