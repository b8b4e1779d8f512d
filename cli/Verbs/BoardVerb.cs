namespace Striate.Cli.Verbs;

/// <summary>striate board: the verbs for boards.</summary>
internal static class BoardVerb
{
    public static Verb Create(Terminal terminal)
    {
        var verb = new Verb("board", "Tests a board that runs the firmware, or the firmware in the emulator.") { Examples = BoardTestVerb.Examples };
        verb.Subcommands.Add(BoardTestVerb.Create(terminal));
        return verb;
    }
}
