namespace Striate.Results.Page;

/// <summary>How every record came to be.</summary>
internal static class CommandSection
{
    public static void Write(PageText text, ResultFolder results, string folder)
    {
        text.Head(2, "Commands");
        text.Say(
            """
            `FOLDER` holds the published files of the data set. Where networks were *taken from* another run (`--dense-from` or `--float-from`), the command
            alone comes to the same networks in more time, if that run had the same options, threads and processor. `--out-dense` writes the dense
            network, too. *Seconds* are of the process that finished the run, and depend on what else ran there; nothing else does, for the same
            seed and threads on the same machine, while another processor comes to other networks. `striate compare docs/results/NAME.json` shows records side by side, and
            `striate evaluate PACKAGE` prints the accuracy of a package again.
            """
        );
        text.Table(
            ["record", "trained by", "networks taken from", "seconds"],
            results.Sheets.Select(entry =>
                new[]
                {
                    Cell.Link(folder, entry.Name),
                    entry.Sheet.Command is { } command ? $"`{command}`" : "not recorded",
                    entry.Sheet.Source == entry.Name ? "an earlier run of it" : entry.Sheet.Source ?? "",
                    Cell.Count(entry.Sheet.Seconds),
                }
            )
        );
        text.Say(
            """
            A record is written from a run and the packages it came to, and measured with every strategy; then the page:

                striate results record docs/results/NAME.json --run RUN --package NAME.striate --dense NAME-dense.striate
                striate inspect NAME.striate --sheet docs/results/NAME-kernels.png --beside NAME-dense.striate
                striate results page docs/results --out docs/results.md

            Records whose names begin with `pareto-`, `bits-` or `ablation-` belong to a series; `--source RECORD` names the record whose run lent
            networks. `--check` in place of writing says whether page and plots are what the records come to.
            """
        );
    }
}
