using System.CommandLine;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate board flash: the image onto a board, with nanoff.</summary>
internal static class BoardFlashVerb
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    public static Verb Create(Terminal terminal)
    {
        var folder = BoardBuildVerb.ProjectFolder();
        var port = new Option<string?>("--port") { Description = "Serial port that the board is flashed through; by default [board] flash-port.", HelpName = "NAME" };
        var target = new Option<string?>("--nanoff-target") { Description = "Image of nanoFramework's runtime; by default [board] nanoff-target, or the target's.", HelpName = "NAME" };
        var runtime = new Option<bool>("--runtime") { Description = "Flash nanoFramework's runtime, too: once for a new board; erases what it holds." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be run, and run nothing." };
        var json = CommonOptions.Json();
        var verb = new Verb("flash", "Flashes the image that 'striate board build' built, with nanoff.")
        {
            Examples =
            [
                "striate board flash examples/digits --port /dev/ttyUSB0 --dry-run",
                "striate board flash examples/digits --port /dev/ttyUSB0 --runtime",
            ],
        };
        verb.Arguments.Add(folder);
        foreach (var option in new Option[] { port, target, runtime, dryRun, json })
        {
            verb.Options.Add(option);
        }

        verb.Validators.Add(result =>
        {
            if (result.GetValue(port)?.StartsWith('-') == true || result.GetValue(target)?.StartsWith('-') == true)
            {
                result.AddError("a port or a target does not start with a hyphen");
            }
        });
        verb.SetAction((parsed, cancellation) => Task.Run(() =>
        {
            var project = ProjectFile.Read(parsed.GetRequiredValue(folder));
            return Run(
                new Screen(terminal, parsed.GetValue(json)),
                Plan(project, parsed.GetValue(port), parsed.GetValue(target), parsed.GetValue(runtime), parsed.GetValue(dryRun)),
                parsed.GetValue(dryRun),
                cancellation);
        }));
        return verb;
    }

    private static Flashing Plan(Project project, string? port, string? target, bool updatesRuntime, bool isDryRun)
    {
        var board = project.Board;
        var image = BoardImage.Find(board.Folder) ?? (isDryRun
            ? BoardImage.Expected(board.Folder)
            : throw new CliException(ExitCode.BadInput, $"{board.Folder}: no image; run 'striate board build {project.Folder}' first"));
        return image.Bytes > project.Target.DeploymentBytes
            ? throw new CliException(
                ExitCode.CheckFailed,
                $"{image.Path}: {Format.Count(image.Bytes)} bytes, the deployment partition of target '{project.Target.Name}' has {Format.Count(project.Target.DeploymentBytes)}; it is not flashed")
            : new Flashing(
                port ?? board.FlashPort ?? throw new CliException(
                    ExitCode.Usage, "no serial port; give --port NAME, or [board] flash-port in striate.toml; 'striate board doctor' lists the ports"),
                target ?? board.RuntimeImage, image, updatesRuntime, board.RuntimeVersion);
    }

    private static int Run(Screen screen, Flashing flashing, bool isDryRun, CancellationToken cancellation)
    {
        var run = isDryRun ? null : Boards.WithTools(() => ExternalCommand.Run(
            Doctor.Required("nanoff", "install it with 'dotnet tool install -g nanoff'"), flashing.Arguments, s_limit, null, cancellation));
        if (run is not null && run.ExitCode != 0)
        {
            throw new CliException(ExitCode.CheckFailed, $"nanoff ended with {run.ExitCode}: {run.Reason}");
        }

        screen.Show(
            new { flashing.CommandLine, flashing.Arguments, flashing.Image, IsDryRun = isDryRun, Output = run?.Output },
            view =>
            {
                view.Verbatim(flashing.CommandLine);
                view.Line(flashing.Image.Sha256 is { } sum
                    ? $"{Format.Count(flashing.Image.Bytes)} bytes, SHA-256 {sum}"
                    : "the image is not there yet; 'striate board build' builds it");
                view.Line(isDryRun ? "nothing was run" : "flashed");
            });
        return ExitCode.Success;
    }
}
