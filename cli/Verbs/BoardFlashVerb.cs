using System.CommandLine;
using System.Text;
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
        var port = new Option<string?>("--port")
        {
            Description = "Serial port that the board is flashed through; by default [board] flash-port.",
            HelpName = "NAME",
        };
        var target = new Option<string?>("--nanoff-target")
        {
            Description = "Image of nanoFramework's runtime; by default [board] nanoff-target, or the target's.",
            HelpName = "NAME",
        };
        var runtime = new Option<bool>("--runtime")
        {
            Description = "Flash nanoFramework's runtime, too: once for a new board; erases what it holds.",
        };
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
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var project = ProjectFile.Read(parsed.GetRequiredValue(folder));
                    return Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        Plan(project, parsed.GetValue(port), parsed.GetValue(target), parsed.GetValue(runtime), parsed.GetValue(dryRun)),
                        parsed.GetValue(dryRun),
                        cancellation
                    );
                })
        );
        return verb;
    }

    private static Flashing Plan(Project project, string? port, string? target, bool updatesRuntime, bool isDryRun)
    {
        var board = project.Board;
        var image =
            BoardImage.Find(board.Folder)
            ?? (
                isDryRun
                    ? BoardImage.Expected(board.Folder)
                    : throw new StriateException(
                        ErrorKind.BadFile,
                        $"{board.Folder}: no image; run 'striate board build {project.Folder}' first"
                    )
            );
        Check(project.Target, image);
        return new Flashing(
            port
                ?? board.FlashPort
                ?? throw new StriateException(
                    ErrorKind.Usage,
                    "no serial port; give --port NAME, or [board] flash-port in striate.toml; 'striate board doctor' lists the ports"
                ),
            target is null ? board.RuntimeImage : RuntimeOf(project.Target, target),
            image,
            project.Target.Partition,
            updatesRuntime,
            board.RuntimeVersion
        );
    }

    private static string RuntimeOf(Target target, string image) =>
        !RuntimeImageName.IsOne(image) ? throw new StriateException(ErrorKind.Usage, $"--nanoff-target {RuntimeImageName.Rule}")
        : RuntimeImageName.ChipOf(image) is { } chip && chip != target.Chip
            ? throw new StriateException(
                ErrorKind.Usage,
                $"--nanoff-target {image} is for the chip {chip}, and target '{target.Name}' is an {target.Chip}: the application would be written to the wrong address; name a target with that chip in striate.toml"
            )
        : image;

    // Nothing but an image that is whole reaches nanoff: it writes what it is given and reports success.
    private static void Check(Target target, BoardImage image)
    {
        if (image.Bytes > target.DeploymentBytes)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{image.Path}: {Format.Count(image.Bytes)} bytes, the deployment partition of target '{target.Name}' has {Format.Count(target.DeploymentBytes)}; it is not flashed"
            );
        }

        if (image.Sha256 is not null && ImageCheck.Problem(File.ReadAllBytes(image.Path)) is { } problem)
        {
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"{image.Path}: {problem}; build it again with 'striate board build', it is not flashed"
            );
        }
    }

    private static int Run(Screen screen, Flashing flashing, bool isDryRun, CancellationToken cancellation)
    {
        var output = isDryRun ? null : Call(flashing, cancellation);
        screen.Show(
            new
            {
                Calls = flashing
                    .Calls.Select(call => new
                    {
                        call.What,
                        call.CommandLine,
                        call.Arguments,
                    })
                    .ToArray(),
                Address = flashing.Partition.AddressText,
                Partition = new
                {
                    flashing.Partition.Bytes,
                    Firmware = flashing.Partition.Generation.ToString(),
                    flashing.Partition.Source,
                },
                flashing.Image,
                IsDryRun = isDryRun,
                Output = output,
            },
            view =>
            {
                foreach (var call in flashing.Calls)
                {
                    view.Verbatim(call.CommandLine);
                }

                view.Line(
                    $"{flashing.Partition.AddressText}: the deployment partition of firmware {flashing.Partition.Generation}, {Format.Count(flashing.Partition.Bytes)} bytes"
                        + (flashing.RuntimeVersion is null ? "; [board] firmware-version says that a board has an older one" : "")
                );
                view.Line(
                    flashing.Image.Sha256 is { } sum
                        ? $"{Format.Count(flashing.Image.Bytes)} bytes, SHA-256 {sum}"
                        : "the image is not there yet; 'striate board build' builds it"
                );
                view.Line(isDryRun ? "nothing was run" : "flashed");
            }
        );
        return ExitCode.Success;
    }

    private static string Call(Flashing flashing, CancellationToken cancellation)
    {
        var nanoff = Doctor.Required("nanoff", "install it with 'dotnet tool install -g nanoff'");
        var output = new StringBuilder();
        foreach (var call in flashing.Calls)
        {
            var run = ExternalCommand.Run(nanoff, call.Arguments, s_limit, null, cancellation);
            output.Append(run.Output);
            if (run.ExitCode != 0)
            {
                throw new StriateException(
                    ErrorKind.CheckFailed,
                    $"nanoff ended with {run.ExitCode} while it flashed {call.What}: {run.Reason}"
                );
            }
        }

        return output.ToString();
    }
}
