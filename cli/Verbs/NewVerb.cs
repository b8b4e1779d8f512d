using System.CommandLine;
using System.Text;
using Striate.Cli.Presentation;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate new: a project to begin with.</summary>
internal static class NewVerb
{
    private const int MostClasses = 64;

    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("FOLDER") { Description = "The project's folder; it is made." };
        var kind = new Option<string>("--template")
        {
            Description = "What the network reads, signal or image; or import: a model of another framework.",
            DefaultValueFactory = _ => ProjectTemplate.Kinds[0],
        };
        kind.AcceptOnlyFromAmong([.. ProjectTemplate.Kinds]);
        var name = new Option<string?>("--name")
        {
            Description = "Name of the project and its package; by default the folder's.",
            HelpName = "NAME",
        };
        var classes = CommonOptions.Integer("--classes", "Classes that the network tells apart", 2, 2, MostClasses);
        var target = EstimateOptions.TargetNamed("--target", "The board");
        var json = CommonOptions.Json();
        var verb = new Verb("new", "Makes a project's folder: project file, network, how data are read, and a page with the next commands.")
        {
            Examples = ["striate new gestures --template signal --classes 5", "striate new kws --template import --target esp32-s3"],
        };
        verb.Arguments.Add(folder);
        foreach (var option in new Option[] { kind, name, classes, target, json })
        {
            verb.Options.Add(option);
        }

        verb.SetAction(parsed =>
            Run(
                new Screen(terminal, parsed.GetValue(json)),
                parsed.GetRequiredValue(folder),
                parsed.GetRequiredValue(kind),
                parsed.GetValue(name),
                parsed.GetValue(classes),
                TargetFile.Find(parsed.GetRequiredValue(target))
            )
        );
        return verb;
    }

    private static int Run(Screen screen, string folder, string kind, string? name, int classes, Striate.Platform.Target target)
    {
        OutputFiles.RequireFolder("FOLDER", folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new StriateException(ErrorKind.Usage, $"{folder} is not empty; name a folder that is not there yet");
        }

        var files = ProjectTemplate.Files(
            kind,
            name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            target,
            classes
        );
        foreach (var path in files.Keys)
        {
            Folders.Create(Path.GetDirectoryName(Path.Combine(folder, path))!);
        }

        AtomicFile.Write([
            .. files.Select(file =>
                (Path.Combine(folder, file.Key), (Action<Stream>)(stream => stream.Write(Encoding.UTF8.GetBytes(file.Value))))
            ),
        ]);
        screen.Show(
            new { Folder = folder, Files = files.Keys },
            view =>
            {
                view.Line($"{folder} has {string.Join(", ", files.Keys)}; README.md has the next commands");
            }
        );
        return ExitCode.Success;
    }
}
