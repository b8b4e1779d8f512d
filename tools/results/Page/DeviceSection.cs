using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.Results.Page;

/// <summary>What one inference takes on a device.</summary>
internal static class DeviceSection
{
    private static readonly string[] s_strategies = ["naive", "unrolled", "table", "planned", "planned-64k"];

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
            IL instructions of an inference, counted by the emulator, of [each strategy](speed.md); `striate bench --network PACKAGE` prints them. `unrolled`
            is good hand-written dense code, and `planned-64k` what the planner chooses for 64 KB of flash, which is measured for `resnet8` alone. The dense networks are those of
            the same trainings. *Refused* code needs more than a device has. The last column names the [targets](targets.md) that hold the planned
            code with the firmware around it: its assemblies, its heap, and its IL and tables as flash.
            """
        );
        text.Table(
            [
                "record",
                "kernels",
                "accuracy, integer",
                "MACs",
                .. s_strategies,
                "bytes of planned IL",
                "heap of planned code",
                "targets that hold it",
            ],
            measured.SelectMany(entry =>
                new (string Kernels, double Accuracy, PackageFigures? Figures)[]
                {
                    ("dense", entry.Sheet.DenseInteger, entry.Sheet.Dense),
                    ("segments", entry.Sheet.Integer, entry.Sheet.Segments),
                }
                    .Where(row => row.Figures is not null)
                    .Select(row => Row(Cell.Link(folder, entry.Name), row.Kernels, row.Accuracy, row.Figures!))
            )
        );
        text.List(
            measured
                .Where(entry => Ratio(entry.Sheet) is not null)
                .Select(entry =>
                    $"`{entry.Name}`: planned code of the segments takes {Cell.Short(Ratio(entry.Sheet)!.Value)} % of the instructions of planned code of the dense network; accuracy {Cell.Signed(-PaperSection.Lost(entry.Sheet))} points."
                )
        );
    }

    private static string[] Row(string link, string kernels, double accuracy, PackageFigures figures)
    {
        var planned = figures.Code.FirstOrDefault(code => code.Strategy == "planned");
        return
        [
            link,
            kernels,
            Cell.Percent(accuracy),
            Cell.Count(figures.KeptMacs),
            .. s_strategies.Select(strategy => Cell.Code(figures, strategy)),
            Cell.Count(planned?.IlBytes),
            Cell.Count(planned?.HeapBytes),
            planned is null ? "" : Holders(planned),
        ];
    }

    /// <summary>The targets that code fits into, or what it is too much for.</summary>
    internal static string Holders(CodeFigures code)
    {
        var assemblies = ApplicationAssemblies.WithFirmware(code.Assemblies);
        if (assemblies > Limits.ImageAssemblies.Works)
        {
            return FormattableString.Invariant(
                $"none: {code.Assemblies} assemblies, with firmware and libraries {assemblies} of {Limits.ImageAssemblies.Works} at most"
            );
        }

        var holders = Targets
            .All.Where(target => code.HeapBytes <= target.ApplicationHeapBytes && code.IlBytes + code.TableBytes <= target.DeploymentBytes)
            .ToList();
        return holders.Count == Targets.All.Length ? "all"
            : holders.Count == 0 ? "none: too much heap or flash"
            : string.Join(", ", holders.Select(target => $"`{target.Name}`"));
    }

    private static double? Ratio(ResultSheet sheet) => 100 * sheet.Segments?.Instructions("planned") / sheet.Dense?.Instructions("planned");
}
