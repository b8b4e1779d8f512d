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

    /// <summary>Column that holds the class where no <see cref="Label"/> is given and a table has it.</summary>
    public string? UsualLabel { get; init; }

    /// <summary>Column of what belongs together where no <see cref="Group"/> is given and a table has it.</summary>
    public string? UsualGroup { get; init; }

    /// <summary>Units of the values.</summary>
    public string? Units { get; init; }

    /// <summary>How readings become integers.</summary>
    public InputTransform? Transform { get; init; }

    /// <summary>Percent of each class to test, 1..90, where the data do not say what is tested.</summary>
    public int? Test { get; init; }

    /// <summary>Percent of each class that is neither learned from nor tested, 0..90, where the data do not say it.</summary>
    public int? Validation { get; init; }

    /// <summary>Another seed chooses other groups.</summary>
    public int? SplitSeed { get; init; }

    /// <summary>Whether whole recordings are kept beside their windows.</summary>
    public bool AreRecordingsKept { get; init; }

    /// <summary>The options that are given: as a command line names them, and as <c>data.toml</c> does.</summary>
    internal IEnumerable<(string Option, string Key)> Given =>
        new[]
        {
            (Window is not null, "--window", "window"),
            (Hop is not null, "--hop", "hop"),
            (Rate is not null, "--sample-rate", "rate"),
            (Size is not null, "--size", "size"),
            (IsGrey is not null, "--grey", "grey"),
            (IsCropped is not null, "--fit", "fit"),
            (Label is not null, "--label", "label"),
            (Group is not null, "--group", "group"),
            (Transform is not null, "--input-transform", "input-transform"),
        }
            .Where(option => option.Item1)
            .Select(option => (option.Item2, option.Item3));

    /// <summary>The same for other data, whose columns may have other names.</summary>
    internal DataOptions AsUsual() => this with { Label = null, Group = null, UsualLabel = Label, UsualGroup = Group };

    /// <summary>These, and where they are null, others.</summary>
    public DataOptions Or(DataOptions others) =>
        new()
        {
            Window = Window ?? others.Window,
            Hop = Hop ?? others.Hop,
            Rate = Rate ?? others.Rate,
            Size = Size ?? others.Size,
            IsGrey = IsGrey ?? others.IsGrey,
            IsCropped = IsCropped ?? others.IsCropped,
            Label = Label ?? others.Label,
            Group = Group ?? others.Group,
            UsualLabel = UsualLabel ?? others.UsualLabel,
            UsualGroup = UsualGroup ?? others.UsualGroup,
            Units = Units ?? others.Units,
            Transform = Transform ?? others.Transform,
            Test = Test ?? others.Test,
            Validation = Validation ?? others.Validation,
            SplitSeed = SplitSeed ?? others.SplitSeed,
            AreRecordingsKept = AreRecordingsKept || others.AreRecordingsKept,
        };

    /// <summary>A size such as 32x48, rows and columns; null: the text is none.</summary>
    public static (int Rows, int Columns)? SizeOf(string text) =>
        text.Split('x') is [var rows, var columns] && Side(rows) is { } height && Side(columns) is { } width ? (height, width) : null;

    /// <summary>A size as text.</summary>
    public static string TextOf((int Rows, int Columns) size) => FormattableString.Invariant($"{size.Rows}x{size.Columns}");

    private static int? Side(string text) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, null, out var side) && side is >= 1 and <= MaximumSide ? side : null;
}
