using System.CommandLine;
using System.CommandLine.Parsing;

namespace Striate.Cli;

/// <summary>
/// Values of nothing but white space, which are no path, port or name anywhere, and come of variables that a script did not set.
/// </summary>
internal static class EmptyValues
{
    /// <summary>Has a command and all below it refuse them wherever text is asked for.</summary>
    public static void Refuse(Command command)
    {
        foreach (var argument in command.Arguments.Where(argument => IsText(argument.ValueType)))
        {
            argument.Validators.Add(result => Check(result, argument.Name));
        }

        foreach (var option in command.Options.Where(option => IsText(option.ValueType)))
        {
            option.Validators.Add(result => Check(result, option.Name));
        }

        foreach (var verb in command.Subcommands)
        {
            Refuse(verb);
        }
    }

    /// <summary>Whether values of this type are texts that are taken as they are.</summary>
    public static bool IsText(Type type) => type == typeof(string) || type == typeof(string[]);

    private static void Check(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"{name} is empty; give it a value or leave it out");
        }
    }
}
