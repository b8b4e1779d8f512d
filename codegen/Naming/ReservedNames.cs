namespace Striate.Codegen.Naming;

/// <summary>Names that the class of a network cannot have, in whatever case.</summary>
internal static class ReservedNames
{
    // Members of the network's class and of System that its code names (templates/network.sbncs); names that are no files on Windows.
    private static readonly string[] s_all =
    [
        "Accumulators",
        "Arena",
        "ArenaBytes",
        "Array",
        "Classify",
        "InputLength",
        "InputScale",
        "InputZeroPoint",
        "OutputZeroPoint",
        "Label",
        "LogitScale",
        "MakeClamp",
        "MakeInts",
        "MakeShorts",
        "OutputScale",
        "Advance",
        "BlocksToReady",
        "Forget",
        "Hop",
        "IsReady",
        "OutputLength",
        "Prepare",
        "Reset",
        "StateBytes",
        "WindowSteps",
        "Rows",
        "Run",
        "TableBytes",
        "ToByte",
        "Aux",
        "Con",
        "Nul",
        "Prn",
        .. Enumerable.Range(1, 9).SelectMany(number => new[] { $"Com{number}", $"Lpt{number}" }),
    ];

    /// <summary>Whether a class of this name would be the same as one of its members, or as something that its code names.</summary>
    public static bool Has(string name) => s_all.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>A new set with all of them.</summary>
    public static HashSet<string> New() => new(s_all, StringComparer.OrdinalIgnoreCase);
}
