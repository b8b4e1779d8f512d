using System.Collections.Immutable;
using System.CommandLine;
using Spectre.Console;
using Striate.Board.Links;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Platform.Deployment;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Cli.Verbs;

/// <summary>striate board build: a project's package to the image that is flashed.</summary>
internal static class BoardBuildVerb
{
    public static Verb Create(Terminal terminal)
    {
        var folder = ProjectFolder();
        var sources = new Option<bool>("--sources") { Description = "Write the application and stop before its image is built; needs no tool." };
        var json = CommonOptions.Json();
        var verb = new Verb("build", "Generates a project's application, builds its image, and checks it against the board's partition.")
        {
            Examples = ["striate board build examples/digits", "striate board build examples/digits --sources"],
        };
        verb.Arguments.Add(folder);
        verb.Options.Add(sources);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => Task.Run(() => Run(
            new Screen(terminal, parsed.GetValue(json)), ProjectFile.Read(parsed.GetRequiredValue(folder)), parsed.GetValue(sources), cancellation)));
        return verb;
    }

    /// <summary>The argument that names a project.</summary>
    public static Argument<string> ProjectFolder() => new("FOLDER")
    {
        Description = $"The folder with {Project.FileName}.", DefaultValueFactory = _ => ".",
    };

    private static int Run(Screen screen, Project project, bool isSourcesOnly, CancellationToken cancellation)
    {
        var package = PackageFile.Read(project.Package);
        var build = Builds.Build(screen, package, project.Generator, cancellation);
        var adc = AdcChecks.Of(project, build, package.Package, cancellation);
        var settings = adc.Settings;
        var code = Builds.WithFirmware(build, package, project.Generator, project.GoldenVectors, settings);
        var firmware = Builds.Refusing(() => EmulatedFirmware.Compile(build, package.Package, project.Generator, package.Sha256, settings, project.GoldenVectors));
        ImmutableArray<AssemblySize> sizes =
            [.. firmware.Assemblies.Select(assembly => new AssemblySize(assembly.Name, DeploymentSize.Of(assembly.Image).Total))];
        Fit("the assemblies need", sizes.Sum(size => size.Bytes), project.Target);
        ImageBuild.Write(BoardApplication.Files(code), project.Board.Folder);
        var image = isSourcesOnly ? null : Boards.WithTools(() => ImageBuild.Run(project.Board.Folder, cancellation));
        Fit("the image needs", image?.Bytes ?? 0, project.Target);
        var result = new
        {
            package.Sha256,
            Application = project.Board.Folder,
            Target = project.Target.Name,
            PartitionBytes = project.Target.DeploymentBytes,
            Assemblies = sizes,
            Image = image,
            Settings = settings,
            adc.Warning,
        };
        screen.Show(result, view =>
        {
            Draw(view, project, adc, sizes, image);
            if (project.GoldenVectors > GenerateVerb.DefaultGolden)
            {
                Builds.TellGolden(view, package, project.GoldenVectors);
            }
        });
        return ExitCode.Success;
    }

    private static void Fit(string what, long bytes, Target target)
    {
        if (bytes > target.DeploymentBytes)
        {
            throw new CliException(
                ExitCode.CheckFailed,
                $"{what} {Format.Count(bytes)} bytes of flash, the deployment partition of target '{target.Name}' has {Format.Count(target.DeploymentBytes)}; choose another strategy, package or target");
        }
    }

    private static void Draw(Screen view, Project project, AdcChecks adc, ImmutableArray<AssemblySize> sizes, BoardImage? image)
    {
        var table = view.Table("assembly", "bytes of flash");
        foreach (var size in sizes)
        {
            table.AddRow(Markup.Escape(size.Name), Format.Count(size.Bytes));
        }

        view.Write(table);
        view.Line($"{Format.Count(sizes.Sum(size => size.Bytes))} bytes of {Format.Count(project.Target.DeploymentBytes)} in the partition of target '{project.Target.Name}', nanoFramework's libraries apart");
        view.Line($"inputs: {Inputs(adc.Settings)}");
        if (adc.Warning is not null)
        {
            view.Line("warning: on a slow board " + adc.Warning);
        }

        view.Line(image is null
            ? $"{project.Board.Folder} is written; 'striate board build' builds its image, or open {BoardApplication.Name}.sln there in Visual Studio"
            : $"image: {image.Path}, {Format.Count(image.Bytes)} bytes, SHA-256 {image.Sha256}");
        if (image is not null)
        {
            view.Verbatim("next: " + new Flashing(project.Board.FlashPort ?? "PORT", project.Board.RuntimeImage, image, UpdatesRuntime: false, null).CommandLine);
        }
    }

    private static string Inputs(FirmwareSettings settings) => settings.Source switch
    {
        FirmwareSource.Serial => $"serial, {settings.Port} at {settings.BaudRate} bits per second, "
            + (settings.TransmitPin == FirmwareSettings.OwnPins ? "on its own pins" : $"TX on GPIO {settings.TransmitPin}, RX on GPIO {settings.ReceivePin}"),
        FirmwareSource.Adc => $"analogue channels {string.Join(", ", settings.AdcChannels)}, a sample every {settings.AdcMicroseconds} us, a window every {settings.AdcHop} samples",
        _ => "the golden vectors, again and again",
    };

    private sealed record AssemblySize(string Name, long Bytes);
}
