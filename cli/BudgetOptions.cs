using System.CommandLine;
using Striate.Codegen;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli;

/// <summary>Options that choose the board and what code may take of it.</summary>
internal sealed class BudgetOptions
{
    private readonly Option<string?> _target;
    private readonly Option<long?> _il = Size("--max-il", "Bytes of IL, at most");
    private readonly Option<long?> _heap = Size(
        "--max-heap",
        "Bytes of managed heap, at most: buffers, tables, frames and the loader's tables"
    );
    private readonly Option<long?> _code = Size("--max-flash", "Bytes of flash that the assemblies may take");

    /// <param name="isTargetGiven">Whether the default target's memory counts where none is named.</param>
    public BudgetOptions(bool isTargetGiven) =>
        _target = new Option<string?>("--target")
        {
            Description =
                $"The board whose heap and flash must suffice: {string.Join(", ", Targets.All.Select(target => target.Name))}, or a file of your own (docs/targets.md).",
            HelpName = "NAME|FILE.toml",
            DefaultValueFactory = _ => isTargetGiven ? Targets.Default.Name : null,
        };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _target, _il, _heap, _code })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options with what the command line chose.</summary>
    /// <exception cref="StriateException">There is no such target, or its file is wrong.</exception>
    public GeneratorOptions AddTo(GeneratorOptions options, ParseResult parsed) =>
        options with
        {
            Target = parsed.GetValue(_target) is { } target ? TargetFile.Find(target) : null,
            Maximum = new Budgets(parsed.GetValue(_il), parsed.GetValue(_heap), parsed.GetValue(_code)),
        };

    private static Option<long?> Size(string name, string description) =>
        new(name)
        {
            Description = $"{description} ({ByteSize.Form}).",
            HelpName = "SIZE",
            CustomParser = result =>
            {
                if (ByteSize.TryParse(result.Tokens[0].Value, out var bytes))
                {
                    return bytes;
                }

                result.AddError($"{name} {TargetFile.Shown(result.Tokens[0].Value)} is not a size: {ByteSize.Form}");
                return null;
            },
        };
}
