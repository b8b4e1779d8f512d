using Striate.Model.Graph;

namespace Striate.DataSets;

/// <summary>The data sets that options can name.</summary>
public static class DataSetCatalog
{
    /// <summary>Extent to which the images of a folder are scaled.</summary>
    private static readonly Shape s_imageShape = new(32, 32, 3);

    /// <summary>Names in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["digits", "mnist", "fashion-mnist", "cifar10", "geotec-har", "images", "windows"];

    /// <summary>Reads a data set.</summary>
    /// <param name="folder">Where its files are; the embedded digits need none.</param>
    /// <exception cref="ArgumentException">There is no data set of that name, or it needs a folder.</exception>
    /// <exception cref="InvalidDataException">A file is missing or has another form than it should.</exception>
    public static DataSet Load(string name, string? folder) => name switch
    {
        "digits" => Digits.Load(),
        _ when !Names.Contains(name) =>
            throw new ArgumentException($"there is no data set '{name}'; there are: {string.Join(", ", Names)}"),
        _ when folder is null => throw new ArgumentException($"data set '{name}' is read from files: name their folder"),
        "mnist" => Idx.Mnist(folder),
        "fashion-mnist" => Idx.FashionMnist(folder),
        "cifar10" => Cifar10.Load(folder),
        "geotec-har" => GeotecHar.Load(folder),
        "images" => ImageFolder.Load(folder, s_imageShape),
        _ => Windows.Load(folder),
    };
}
