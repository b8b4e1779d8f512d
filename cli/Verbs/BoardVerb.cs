namespace Striate.Cli.Verbs;

/// <summary>striate board: the verbs for boards.</summary>
internal static class BoardVerb
{
    public static Verb Create(Terminal terminal)
    {
        Verb[] verbs =
        [
            BoardDoctorVerb.Create(terminal),
            BoardBuildVerb.Create(terminal),
            BoardFlashVerb.Create(terminal),
            BoardTestVerb.Create(terminal),
            BoardCalibrateVerb.Create(terminal),
            BoardEmulateVerb.Create(terminal),
            BoardRecordVerb.Create(terminal),
            BoardMonitorVerb.Create(terminal),
        ];
        var verb = new Verb(
            "board",
            "Builds, flashes, tests and watches boards, records their sensors, and runs the firmware in the emulator."
        )
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
