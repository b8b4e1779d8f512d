namespace Striate.DataSets.Reading;

/// <summary>How a person's own data are to be read and split; null: as the data suggest.</summary>
public sealed record DataOptions
{
    /// <summary>The most steps of a window or between two.</summary>
    public const int MaximumWindow = 1 << 16;

    /// <summary>The most rows or columns of an image.</summary>
    public const int MaximumSide = 512;

    /// <summary>The most readings in a second.</summary>
    public const int MaximumRate = 1_000_000;

    /// <summary>Percent of each class that is tested where the data do not say what is.</summary>
    public const int UsualTest = 20;

    /// <summary>Steps of a window, 1..<see cref="MaximumWindow"/>.</summary>
    public int? Window { get; init; }

    /// <summary>Steps between the starts of two windows of a recording, 1..<see cref="MaximumWindow"/>.</summary>
    public int? Hop { get; init; }

    /// <summary>Readings in a second, 1..<see cref="MaximumRate"/>; sound is resampled to it.</summary>
    public int? Rate { get; init; }

    /// <summary>Rows and columns that images are scaled to, 1..<see cref="MaximumSide"/> each.</summary>
    public (int Rows, int Columns)? Size { get; init; }

    /// <summary>Whether images become grey.</summary>
    public bool? IsGrey { get; init; }

    /// <summary>Whether images are cut to the size's proportions, from their middle; otherwise they are stretched.</summary>
    public bool? IsCropped { get; init; }

    /// <summary>Column of a table that holds the class.</summary>
    public string? Label { get; init; }

    /// <summary>Column of a table that says which rows belong together, such as a person: they are never in two parts.</summary>
    public string? Group { get; init; }

    /// <summary>Units of the values.</summary>
    public string? Units { get; init; }

    /// <summary>Percent of each class to test, 1..90, where the data do not say what is tested.</summary>
    public int? Test { get; init; }

    /// <summary>Percent of each class that is neither learned from nor tested, 0..90, where the data do not say it.</summary>
    public int? Validation { get; init; }

    /// <summary>Another seed chooses other groups.</summary>
    public int? SplitSeed { get; init; }

    /// <summary>These, and where they are null, others.</summary>
    public DataOptions Or(DataOptions others) => new()
    {
        Window = Window ?? others.Window,
        Hop = Hop ?? others.Hop,
        Rate = Rate ?? others.Rate,
        Size = Size ?? others.Size,
        IsGrey = IsGrey ?? others.IsGrey,
        IsCropped = IsCropped ?? others.IsCropped,
        Label = Label ?? others.Label,
        Group = Group ?? others.Group,
        Units = Units ?? others.Units,
        Test = Test ?? others.Test,
        Validation = Validation ?? others.Validation,
        SplitSeed = SplitSeed ?? others.SplitSeed,
    };

    /// <summary>A size such as 32x48, rows and columns; null: the text is none.</summary>
    public static (int Rows, int Columns)? SizeOf(string text) => text.Split('x') is [var rows, var columns]
        && Side(rows) is { } height && Side(columns) is { } width ? (height, width) : null;

    private static int? Side(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out var side) && side is >= 1 and <= MaximumSide ? side : null;
}
