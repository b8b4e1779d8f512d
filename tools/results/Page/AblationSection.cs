using System.Collections.Immutable;

namespace Striate.Results.Page;

/// <summary>One option of the training changed at a time.</summary>
internal static class AblationSection
{
    /// <summary>Points that decide nothing: one standard error of 10,000 test samples, 80 % of which are right.</summary>
    private const double Noise = 0.4;

    // Where files are, and what they are called, changes nothing.
    private static readonly string[] s_ignored = ["--data", "--out", "--run", "--golden", "--dense-from", "--float-from", "--threads"];

    public static void Write(PageText text, ResultFolder results, string folder)
    {
        var series = results.Series("ablation").ToList();
        text.Head(2, "One option at a time");
        if (series.Count == 0)
        {
            text.Say("There are no records of trainings with one option changed yet (`ablation-*`).");
            return;
        }

        text.Say(
            "Segments trained again with one option changed, on the same schedule; *default* is the record with the options that suit the network."
        );
        foreach (
            var group in series.GroupBy(entry => Default(entry.Sheet, results)?.Name).OrderBy(group => group.Key, StringComparer.Ordinal)
        )
        {
            var usual = results.Find(group.Key);
            var rows = group
                .OrderByDescending(entry => entry.Sheet.Integer)
                .Select(entry => Row(entry, Changed(entry.Sheet, usual), usual, folder));
            text.Table(
                [
                    "record",
                    "changed",
                    "epochs",
                    "segments, float",
                    "segments, integer",
                    "against default",
                    "parameters removed",
                    "MACs removed",
                    "bytes",
                ],
                usual is null ? rows : rows.Prepend(Row(new NamedSheet(group.Key!, usual), "default", usual, folder))
            );
            if (usual is not null)
            {
                text.Say(Verdict(group.MaxBy(entry => entry.Sheet.Integer)!, usual));
            }
        }
    }

    // The record that lent its dense network, else one of the same schedule.
    private static NamedSheet? Default(ResultSheet sheet, ResultFolder results) =>
        results.Sheets.FirstOrDefault(entry => entry.Name == sheet.Source)
        ?? results
            .Sheets.Except(results.Series("ablation"))
            .FirstOrDefault(entry =>
                (entry.Sheet.Network, entry.Sheet.Width, entry.Sheet.DataSet, entry.Sheet.Epochs)
                == (sheet.Network, sheet.Width, sheet.DataSet, sheet.Epochs)
            );

    /// <summary>The options of a record that its default does not have, and the other way round.</summary>
    internal static string Changed(ResultSheet sheet, ResultSheet? usual)
    {
        var (own, others) = (Options(sheet.Command), Options(usual?.Command));
        var changed = own.Where(option => others.GetValueOrDefault(option.Key) != option.Value)
            .Select(option => $"{option.Key} {option.Value}".TrimEnd())
            .Concat(others.Keys.Where(name => !own.ContainsKey(name)).Select(name => $"no {name}"));
        return string.Join(", ", changed.Select(option => $"`{option}`"));
    }

    private static ImmutableSortedDictionary<string, string> Options(string? command) =>
        (command ?? "")
            .Split(" --")
            .Skip(1)
            .Select(option => ("--" + option).Split(' ', 2))
            .Where(option => !s_ignored.Contains(option[0]))
            .GroupBy(option => option[0])
            .ToImmutableSortedDictionary(
                option => option.Key,
                option => option.First().ElementAtOrDefault(1) ?? "",
                StringComparer.Ordinal
            );

    private static string[] Row(NamedSheet entry, string changed, ResultSheet? usual, string folder) =>
        [
            Cell.Link(folder, entry.Name),
            changed,
            Cell.Count(entry.Sheet.Epochs),
            Cell.Percent(entry.Sheet.SegmentsFloat),
            Cell.Percent(entry.Sheet.Integer),
            Cell.Signed(entry.Sheet.Integer - usual?.Integer),
            Cell.Percent(entry.Sheet.RemovedParameters),
            Cell.Percent(entry.Sheet.RemovedMacs),
            Cell.Count(entry.Sheet.TotalBytes),
        ];

    private static string Verdict(NamedSheet best, ResultSheet usual)
    {
        var gain = Math.Round(best.Sheet.Integer - usual.Integer, 2);
        return gain is > 0 and < Noise
                ? $"Best is {Changed(best.Sheet, usual)}, {Cell.Fixed(gain)} points above the default: less than the {Cell.Fixed(Noise)} points of one standard error of 10,000 test samples, so the default stays what it is."
            : gain > 0 ? $"Best is {Changed(best.Sheet, usual)}, {Cell.Fixed(gain)} points above the default."
            : $"No change is better than the default; {Changed(best.Sheet, usual)} comes closest, {Cell.Fixed(-gain)} points below.";
    }
}
