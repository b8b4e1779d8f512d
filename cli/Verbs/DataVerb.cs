namespace Striate.Cli.Verbs;

/// <summary>striate data: the verbs for data.</summary>
internal static class DataVerb
{
    public static Verb Create(Terminal terminal)
    {
        Verb[] verbs = [DataInspectVerb.Create(terminal)];
        var verb = new Verb("data", "Looks at data before a training.") { Examples = [.. verbs.Select(sub => sub.Examples[0])] };
        foreach (var sub in verbs)
        {
            verb.Subcommands.Add(sub);
        }

        return verb;
    }
}
