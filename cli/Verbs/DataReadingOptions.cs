using System.Collections.Immutable;
using System.CommandLine;
using Striate.DataSets.Reading;

namespace Striate.Cli.Verbs;

/// <summary>Options that say how a person's own data are read; each is left as the data suggest unless it is given.</summary>
/// <param name="isLearning">Whether the data are to be learned: how readings become integers is open.</param>
internal sealed class DataReadingOptions(bool isLearning = false)
{
    private readonly Option<int?> _window = CommonOptions.OptionalInteger(
        "--window",
        "Steps of a window of a signal",
        1,
        DataOptions.MaximumWindow
    );
    private readonly Option<int?> _hop = CommonOptions.OptionalInteger(
        "--hop",
        "Steps between the starts of two windows, by default half a window",
        1,
        DataOptions.MaximumWindow
    );
    private readonly Option<int?> _rate = CommonOptions.OptionalInteger(
        "--sample-rate",
        "Readings in a second; sound is resampled to it",
        1,
        DataOptions.MaximumRate
    );
    private readonly Option<string?> _size = Size();
    private readonly Option<string?> _label = Column("--label", "Column of a table that holds the class");
    private readonly Option<string?> _group = Column(
        "--group",
        "Column of a table that says which rows belong together, such as a person: never both learned and tested"
    );

    /// <summary>How readings become integers: one of <see cref="All"/> where data are learned.</summary>
    public Option<string?> Transform { get; } = TransformOption();

    /// <summary>All of them, in the order of the help text.</summary>
    public IReadOnlyList<Option> All => [_window, _hop, _rate, _size, _label, _group, .. isLearning ? [Transform] : Array.Empty<Option>()];

    /// <summary>What the command line gives.</summary>
    public DataOptions Of(ParseResult parsed) =>
        new()
        {
            Window = parsed.GetValue(_window),
            Hop = parsed.GetValue(_hop),
            Rate = parsed.GetValue(_rate),
            Size = parsed.GetValue(_size) is { } size ? DataOptions.SizeOf(size) : null,
            Label = parsed.GetValue(_label),
            Group = parsed.GetValue(_group),
            Transform = isLearning ? InputTransforms.Of(parsed.GetValue(Transform)) : null,
        };

    /// <summary>What the command line gives, as words of another command line.</summary>
    public ImmutableArray<string> Given(ParseResult parsed) =>
        [
            .. All.Where(option => parsed.GetResult(option) is { Implicit: false })
                .SelectMany(option => parsed.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name)),
        ];

    /// <summary>The folder or file of a data set.</summary>
    public static Option<string?> Path() =>
        new("--data")
        {
            Description = "Folder with the data set's files, or a folder or file of your own data; digits needs none.",
            HelpName = "PATH",
        };

    private static Option<string?> Size()
    {
        var option = new Option<string?>("--size")
        {
            Description = $"Rows and columns that images are scaled to, in 1..{DataOptions.MaximumSide}.",
            HelpName = "HxW",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && DataOptions.SizeOf(token.Value) is null)
            {
                result.AddError($"--size '{token.Value}' is not rows and columns in 1..{DataOptions.MaximumSide}, such as 32x48");
            }
        });
        return option;
    }

    private static Option<string?> TransformOption() =>
        new Option<string?>("--input-transform")
        {
            Description = "How readings become integers, by default linear; mu-law has finer steps for quiet sound than for loud.",
        }.AcceptOnlyFromAmong([.. InputTransforms.Names]);

    private static Option<string?> Column(string name, string description) =>
        new(name) { Description = description + ".", HelpName = "COLUMN" };
}
