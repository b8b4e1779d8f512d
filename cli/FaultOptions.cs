using System.CommandLine;
using Striate.Board.Links;
using Striate.Cli.Verbs;

namespace Striate.Cli;

/// <summary>Options that make a line to a board bad.</summary>
internal sealed class FaultOptions
{
    private const string AllFaults = "all";

    /// <summary>Percent of the frames.</summary>
    public Option<int> Share { get; } =
        CommonOptions.Integer("--faults", "Percent of the frames, in both directions, that suffer a fault", 0, 0, 100);

    /// <summary>What happens to them.</summary>
    public Option<string> Kind { get; } =
        new Option<string>("--fault-kind")
        {
            Description = "What happens to these frames.",
            DefaultValueFactory = _ => NameOf(Fault.Corrupted),
        }.AcceptOnlyFromAmong([.. Enum.GetValues<Fault>().Select(NameOf), AllFaults]);

    /// <summary>The same seed gives the same faults.</summary>
    public Option<int> Seed { get; } = CommonOptions.Integer("--seed", "Seed of the faults", 1, 0, int.MaxValue);

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Share, Kind, Seed })
        {
            command.Options.Add(option);
        }

        Kind.Needs(Share, "--faults PERCENT");
        Seed.Needs(Share, "--faults PERCENT");
    }

    /// <summary>The line with the faults that the command line chose.</summary>
    public FaultyLink Line(IBoardLink board, ParseResult parsed)
    {
        var kind = parsed.GetRequiredValue(Kind);
        return new FaultyLink(
            board,
            (ulong)parsed.GetValue(Seed),
            parsed.GetValue(Share) / 100.0,
            kind == AllFaults ? Enum.GetValues<Fault>() : [Enum.Parse<Fault>(kind, ignoreCase: true)]
        );
    }

    private static string NameOf(Fault fault) => fault.ToString().ToLowerInvariant();
}
