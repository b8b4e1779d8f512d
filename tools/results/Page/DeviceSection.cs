namespace Striate.Results.Page;

/// <summary>What one inference takes on a device.</summary>
internal static class DeviceSection
{
    private static readonly string[] s_strategies = ["naive", "dense", "table", "planned", "planned-64k"];

    public static void Write(PageText text, ResultFolder results, string folder)
    {
        var measured = results.Alone.Where(entry => entry.Sheet.Segments is not null || entry.Sheet.Dense is not null).ToList();
        text.Head(2, "On the device");
        if (measured.Count == 0)
        {
            text.Say("No packages have been measured yet.");
            return;
        }

        text.Say(
            """
            IL instructions of an inference, counted by the emulator, of [each strategy](speed.md); `striate bench --network PACKAGE` prints them. `dense`
            is good hand-written dense code, and `planned-64k` what the planner chooses for 64 KB of flash, which is measured for `resnet8` alone. The dense networks are those of
            the same trainings. *Refused* code needs more than a device has.
            """);
        text.Table(
            ["record", "kernels", "accuracy, integer", "MACs", .. s_strategies, "bytes of planned IL", "heap of planned code"],
            measured.SelectMany(entry => new (string Kernels, double Accuracy, PackageFigures? Figures)[]
            {
                ("dense", entry.Sheet.DenseInteger, entry.Sheet.Dense), ("segments", entry.Sheet.Integer, entry.Sheet.Segments),
            }.Where(row => row.Figures is not null).Select(row => Row(Cell.Link(folder, entry.Name), row.Kernels, row.Accuracy, row.Figures!))));
        text.List(measured.Where(entry => Ratio(entry.Sheet) is not null).Select(entry =>
            $"`{entry.Name}`: planned code of the segments takes {Cell.Short(Ratio(entry.Sheet)!.Value)} % of the instructions of planned code of the dense network; accuracy {Cell.Signed(-PaperSection.Lost(entry.Sheet))} points."));
    }

    private static string[] Row(string link, string kernels, double accuracy, PackageFigures figures)
    {
        var planned = figures.Code.FirstOrDefault(code => code.Strategy == "planned");
        return
        [
            link, kernels, Cell.Percent(accuracy), Cell.Count(figures.KeptMacs),
            .. s_strategies.Select(strategy => Cell.Code(figures, strategy)),
            Cell.Count(planned?.IlBytes), Cell.Count(planned?.HeapBytes),
        ];
    }

    private static double? Ratio(ResultSheet sheet) => 100 * sheet.Segments?.Instructions("planned") / sheet.Dense?.Instructions("planned");
}
