namespace Striate.DataSets.Reading;

/// <summary>How a person's own data are to be read; null: as the data suggest.</summary>
public sealed record DataOptions
{
    /// <summary>The most steps of a window or between two.</summary>
    public const int MaximumWindow = 1 << 16;

    /// <summary>Steps of a window, 1..<see cref="MaximumWindow"/>.</summary>
    public int? Window { get; init; }

    /// <summary>Steps between the starts of two windows of a recording, 1..<see cref="MaximumWindow"/>.</summary>
    public int? Hop { get; init; }

    /// <summary>Column of a table that holds the class.</summary>
    public string? Label { get; init; }

    /// <summary>Column of a table that says which rows belong together, such as a person: they are never in two parts.</summary>
    public string? Group { get; init; }
}
