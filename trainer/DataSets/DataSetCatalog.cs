namespace Striate.Trainer.DataSets;

/// <summary>The data sets that options can name.</summary>
public static class DataSetCatalog
{
    /// <summary>Names in the order in which help texts list them.</summary>
    public static IReadOnlyList<string> Names { get; } = ["digits"];

    /// <summary>Reads a data set.</summary>
    /// <param name="folder">Where its files are; the embedded digits need none.</param>
    /// <exception cref="ArgumentException">There is no data set of that name.</exception>
    /// <exception cref="InvalidDataException">A file has another form than it should.</exception>
    public static DataSet Load(string name, string? folder) => name switch
    {
        "digits" => Digits.Load(),
        _ => throw new ArgumentException($"there is no data set '{name}'; there are: {string.Join(", ", Names)}"),
    };
}
