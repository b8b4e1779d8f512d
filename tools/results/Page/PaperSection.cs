namespace Striate.Results.Page;

/// <summary>DenseNet-40 on CIFAR-10 beside what arXiv:1909.13239 says about it.</summary>
internal static class PaperSection
{
    /// <summary>The paper's network.</summary>
    public const string Network = "densenet40";

    /// <summary>Part of the epochs that are on integers by default, as the trainer has it.</summary>
    public const double IntegerPart = 0.1;

    /// <summary>Time of an epoch on integers, in epochs in floating point, as the trainer has it.</summary>
    public const double IntegerCost = 2;

    private const int FullEpochs = 300;
    private const int TrainingImages = 50_000;
    private const double MostLost = 1.5;

    // Segments also ask the dense network.
    private const double TeacherCost = 1.0 / 3;

    private const double FullCost = (2 * (1 - IntegerPart + (IntegerPart * IntegerCost))) + TeacherCost;

    private static readonly (double Parameters, double Macs)[] s_goals = [(69, 59), (75, 70)];

    public static void Write(PageText text, ResultFolder results, string folder)
    {
        var sheets = results.Alone.Where(entry => entry.Sheet.Network == Network).ToList();
        text.Head(2, "The paper's table");
        text.Say(
            """
            [arXiv:1909.13239](https://arxiv.org/abs/1909.13239) says of DenseNet-40 (12 channels a layer) on CIFAR-10: 69 % fewer parameters and
            59 % fewer multiply-accumulates at under 2 points of accuracy. DenseNets are usually trained for 300 epochs.
            """
        );
        if (sheets.Count == 0)
        {
            text.Say($"There is no record of `{Network}` yet.");
        }
        else
        {
            text.Table(
                [
                    "record",
                    "epochs",
                    "dense, float",
                    "dense, integer",
                    "dense, equal epochs",
                    "segments, integer",
                    "points below dense",
                    "parameters removed",
                    "MACs removed",
                    "bytes",
                ],
                [
                    ["the paper", "", "", "", "", "", "under 2", "69 %", "59 %", ""],
                    .. sheets.Select(entry => Row(entry, folder)),
                ]
            );
            text.List(s_goals.Select(goal => Reached(goal, sheets)));
        }

        text.Say(FullSchedule(results.Speed));
    }

    /// <summary>Points that the segments lose on integers, against the dense network of equal epochs where one was trained.</summary>
    public static double Lost(ResultSheet sheet) => sheet.PointsBelowMatched ?? Math.Round(sheet.DenseInteger - sheet.Integer, 2);

    /// <summary>The dense network that <see cref="Lost"/> compares with, as a cell.</summary>
    public static string Compared(ResultSheet sheet) =>
        sheet.Matched is { } matched ? $"{Cell.Percent(matched.Integer)} ({Cell.Count(matched.Epochs)})" : "not trained";

    private static string[] Row(NamedSheet entry, string folder) =>
        [
            Cell.Link(folder, entry.Name),
            Cell.Count(entry.Sheet.Epochs),
            Cell.Percent(entry.Sheet.DenseFloat),
            Cell.Percent(entry.Sheet.DenseInteger),
            Compared(entry.Sheet),
            Cell.Percent(entry.Sheet.Integer),
            Cell.Fixed(Lost(entry.Sheet)),
            Cell.Percent(entry.Sheet.RemovedParameters),
            Cell.Percent(entry.Sheet.RemovedMacs),
            Cell.Count(entry.Sheet.TotalBytes),
        ];

    private static string Reached((double Parameters, double Macs) goal, List<NamedSheet> sheets)
    {
        var asked = FormattableString.Invariant($"{goal.Parameters} % of the parameters and {goal.Macs} % of the MACs removed");
        var best = sheets
            .Where(entry => entry.Sheet.RemovedParameters >= goal.Parameters && entry.Sheet.RemovedMacs >= goal.Macs)
            .MinBy(entry => Lost(entry.Sheet));
        if (best is null)
        {
            return $"{asked}: **not reached**, no record removes both.";
        }

        var lost = Lost(best.Sheet);
        return lost <= MostLost
            ? $"{asked}: reached by `{best.Name}`, {Cell.Fixed(Math.Abs(lost))} points {(lost < 0 ? "above" : "below")} the dense network{(best.Sheet.Matched is null ? " of fewer epochs" : "")} on integers (this project's goal: at most {Cell.Short(MostLost)})."
            : $"{asked}: **falls short**, `{best.Name}` loses {Cell.Fixed(lost)} points on integers; this project's goal is at most {Cell.Short(MostLost)}.";
    }

    private static string FullSchedule(TrainingSpeed? speed)
    {
        var command =
            $"`striate train --network {Network} --data FOLDER --epochs {FullEpochs} --baseline short --run runs/{Network} --out {Network}.striate`";
        return speed?.Networks.FirstOrDefault(row => row.Network == Network) is { } rate
            ? FormattableString.Invariant(
                $"The full schedule is {command}: both networks take about {FullCost * FullEpochs * TrainingImages / rate.Trainer / 3600:F0} hours at {rate.Trainer:N0} images/s in floating point ({speed.Machine}); it was not run."
            )
            : $"The full schedule is {command}; it was not run.";
    }
}
