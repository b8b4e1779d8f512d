using System.CommandLine;
using Striate.Codegen;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>Options that several verbs have; a new object each time, because an option belongs to one command.</summary>
internal static class CommonOptions
{
    public static Argument<string> Package() => new("PACKAGE") { Description = "The model package (.striate)." };

    public static Option<bool> Json(string what = "one JSON object") => new("--json") { Description = $"Print {what} and nothing else." };

    public static Option<string> Namespace() =>
        new("--namespace")
        {
            Description = "Namespace of the generated classes.",
            DefaultValueFactory = _ => new GeneratorOptions().Namespace,
            HelpName = "NAME",
        };

    public static Option<string?> ClassName()
    {
        var option = new Option<string?>("--class")
        {
            Description = "Name of the network's class, if its own name is taken.",
            HelpName = "NAME",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !GeneratorOptions.IsClassName(result.Tokens[0].Value))
            {
                result.AddError($"--class {TargetFile.Shown(result.Tokens[0].Value)} is refused: {GeneratorOptions.ClassNameRule}");
            }
        });
        return option;
    }

    public static Option<bool> Instances() =>
        new("--instances") { Description = "Generate a class with instances, too, for several threads on a computer." };

    /// <param name="value">What it is unless it is given; null: it must be given.</param>
    public static Option<int> Integer(string name, string description, int? value, int minimum, int maximum)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} ({minimum}..{maximum})",
            DefaultValueFactory = value is { } usual ? _ => usual : null,
            HelpName = "N",
            Required = value is null,
        };
        InRange(option, minimum, maximum);
        return option;
    }

    /// <summary>A whole number that one may leave out.</summary>
    public static Option<int?> OptionalInteger(string name, string description, int minimum, int maximum)
    {
        var option = new Option<int?>(name) { Description = $"{description} ({minimum}..{maximum}).", HelpName = "N" };
        InRange(option, minimum, maximum);
        return option;
    }

    // The text, not the value: of a text that is not a number there is none, and the parser says so.
    private static void InRange(Option option, int minimum, int maximum) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var given) && (given < minimum || given > maximum))
            {
                result.AddError($"{option.Name} {given} is outside of {minimum}..{maximum}");
            }
        });

    /// <summary>Has an option refused that is given without the one that it belongs to, for it would do nothing.</summary>
    /// <param name="option">The option.</param>
    /// <param name="needed">What it needs, of the same command.</param>
    /// <param name="form">That, as one writes it.</param>
    public static void Needs(this Option option, Option needed, string form) =>
        option.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetResult(needed) is null or { Implicit: true })
            {
                result.AddError($"{option.Name} does nothing without {form}");
            }
        });

    /// <summary>Has an option refused beside another one that decides the same.</summary>
    /// <param name="option">The option.</param>
    /// <param name="other">The other one, of the same command.</param>
    public static void Excludes(this Option option, Option other) =>
        option.Validators.Add(result =>
        {
            if (!result.Implicit && result.GetResult(other) is { Implicit: false })
            {
                result.AddError($"{option.Name} has no effect with {other.Name}; leave one of them out");
            }
        });

    /// <summary>The strategies by name, or all of them.</summary>
    public static IReadOnlyList<Strategy> Strategies(string name) =>
        name == AllStrategies ? Enum.GetValues<Strategy>() : [Enum.Parse<Strategy>(name, ignoreCase: true)];

    public static Option<string> Strategy(string value, bool allowAll)
    {
        var option = new Option<string>("--strategy")
        {
            Description =
                "How layers with weights are emitted: naive or unrolled loops; segments from tables, as literals, or planned layer by layer.",
            DefaultValueFactory = _ => value,
        };
        return option.AcceptOnlyFromAmong([
            .. allowAll ? [AllStrategies] : Array.Empty<string>(),
            .. Enum.GetValues<Strategy>().Select(NameOf),
        ]);
    }

    public static string NameOf(Strategy strategy) => strategy.ToString().ToLowerInvariant();

    public const string AllStrategies = "all";
}
