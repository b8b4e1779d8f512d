using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Striate.Import;

namespace Striate.Cli.Verbs;

/// <summary>Options that tell how readings become what an imported model reads.</summary>
internal sealed class PreparationOptions
{
    private readonly Option<string?> _mean = new("--mean")
    {
        Description =
            "Mean that is subtracted from readings before the model reads them: one number, or one for each channel, separated by commas.",
        HelpName = "A,B,C",
    };
    private readonly Option<string?> _deviation = new("--std") { Description = "What they are divided by then.", HelpName = "A,B,C" };
    private readonly Option<string?> _range = new("--input-range")
    {
        Description = "Range that 0..255 of images is scaled to first: 0,1 if the framework divides by 255.",
        HelpName = "LOW,HIGH",
    };

    public IEnumerable<Option> All => [_mean, _deviation, _range];

    /// <summary>What is given; null: nothing.</summary>
    /// <exception cref="StriateException">It is no such list of numbers.</exception>
    public InputPreparation? Of(ParseResult parsed) =>
        InputPreparation.Of(
            Numbers(parsed, _mean),
            Numbers(parsed, _deviation),
            Numbers(parsed, _range),
            (key, reason) => Wrong("--" + key, reason)
        );

    private static ImmutableArray<double> Numbers(ParseResult parsed, Option<string?> option)
    {
        string[] words = parsed.GetValue(option)?.Split(',') ?? [];
        return words.Length > InputPreparation.MaximumChannels
            ? throw Wrong(option.Name, $"has {words.Length} numbers; at most {InputPreparation.MaximumChannels} are allowed")
            :
            [
                .. words.Select(word =>
                    double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                        ? number
                        : throw Wrong(option.Name, "must be numbers with commas between, such as 0.485,0.456,0.406")
                ),
            ];
    }

    private static StriateException Wrong(string option, string reason) => new(ErrorKind.Usage, $"{option} {reason}");
}
