using System.CommandLine;
using System.Text;
using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Results;
using Striate.Results.Page;

namespace Striate.Cli.Verbs;

/// <summary>striate results page: the page of all records of a folder, and its plots.</summary>
internal static class ResultsPageVerb
{
    public static Verb Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "Folder with the records; the plots go there." };
        var output = new Option<string>("--out")
        {
            Description = "The page to write.",
            Required = true,
            HelpName = "FILE.md",
        };
        var check = new Option<bool>("--check") { Description = "Write nothing; say whether page and plots match the records." };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "page",
            "Writes the page of all records of a folder, with plots; plots that show the present records stay as they are."
        )
        {
            Examples =
            [
                "striate results page docs/results --out docs/results.md",
                "striate results page docs/results --out docs/results.md --check",
            ],
        };
        verb.Arguments.Add(folder);
        foreach (var option in new Option[] { output, check, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(parsed =>
            Run(
                new Screen(terminal, parsed.GetValue(json)),
                parsed.GetRequiredValue(folder),
                parsed.GetRequiredValue(output),
                parsed.GetValue(check)
            )
        );
        return verb;
    }

    private static int Run(Screen screen, string folder, string path, bool isCheck)
    {
        if (!isCheck)
        {
            OutputFiles.RequireWritable("--out", path);
        }

        if (!isCheck && Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            throw new StriateException(ErrorKind.Usage, $"--out '{path}' has the name of a record; name a page, such as results.md");
        }

        var results = ResultFolder.Read(folder);
        var link = Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(path))!, folder).Replace('\\', '/');
        var page = ResultsPage.Of(results, link);
        List<string> stale =
        [
            .. page.Pictures.Where(picture => !picture.IsIn(folder)).Select(picture => Path.Combine(folder, picture.File)),
        ];
        if (!File.Exists(path) || File.ReadAllText(path) != page.Text)
        {
            stale.Add(path);
        }

        if (!isCheck)
        {
            foreach (var picture in page.Pictures.Where(picture => !picture.IsIn(folder)))
            {
                var png = picture.Png();
                AtomicFile.Write(Path.Combine(folder, picture.File), stream => stream.Write(png));
            }

            AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page.Text)));
        }

        screen.Show(
            new
            {
                Page = path,
                Records = results.Sheets.Length,
                Pictures = page.Pictures.Length,
                Stale = stale,
            },
            view =>
            {
                foreach (var file in stale)
                {
                    view.Line($"{file}: {(isCheck ? "stale; run without --check" : "written")}");
                }

                view.Line(
                    $"{path}: {results.Sheets.Length} records, {page.Pictures.Length} plots, {(stale.Count == 0 ? "all current" : $"{stale.Count} files {(isCheck ? "stale" : "written")}")}"
                );
            }
        );
        return isCheck && stale.Count > 0 ? ExitCode.CheckFailed : ExitCode.Success;
    }
}
