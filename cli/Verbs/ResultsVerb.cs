namespace Striate.Cli.Verbs;

/// <summary>striate results: the verbs for records of trained networks.</summary>
internal static class ResultsVerb
{
    public static Verb Create(Terminal terminal)
    {
        Verb[] verbs = [ResultsRecordVerb.Create(terminal), ResultsPageVerb.Create(terminal)];
        var verb = new Verb("results", "Records the results and the costs of trained networks, and writes a page from the records.")
        {
            Examples = [.. verbs.Select(sub => sub.Examples[0])],
        };
        foreach (var sub in verbs)
        {
            verb.Subcommands.Add(sub);
        }

        return verb;
    }
}
