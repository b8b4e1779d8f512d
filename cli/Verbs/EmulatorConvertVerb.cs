using System.Collections.Immutable;
using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Platform.Checking;
using Striate.Platform.Deployment;
using Striate.Platform.Deployment.Reading;

namespace Striate.Cli.Verbs;

/// <summary>striate emulator convert: a compiled assembly as the .pe that a board loads.</summary>
internal static class EmulatorConvertVerb
{
    public static Command Create(Terminal terminal)
    {
        var assembly = new Argument<string>("ASSEMBLY") { Description = "A compiled assembly." };
        var output = new Option<string?>("--out")
        {
            Description = "The file to write; by default the assembly's name with .pe, in this folder.",
            HelpName = "FILE",
        };
        var references = new Option<string[]>("--reference")
        {
            Description = "An assembly that it refers to, other than nanoFramework's libraries; may be given several times.",
            HelpName = "FILE",
            DefaultValueFactory = _ => [],
        };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "convert",
            "Writes an assembly in nanoFramework's format, byte for byte as its metadata processor does, or says why the format cannot hold it."
        )
        {
            Examples = ["striate emulator convert App.dll", "striate emulator convert App.dll --reference Library.dll --out App.pe"],
        };
        verb.Arguments.Add(assembly);
        verb.Options.Add(output);
        verb.Options.Add(references);
        verb.Options.Add(json);
        verb.SetAction(
            (parsed, _) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(assembly),
                        parsed.GetValue(output),
                        parsed.GetRequiredValue(references)
                    )
                )
        );
        return verb;
    }

    private static int Run(Screen screen, string path, string? output, string[] references)
    {
        output ??= Path.GetFileNameWithoutExtension(path) + ".pe";
        OutputFiles.RequireWritable("--out", output);
        OutputFiles.RequireDifferent([
            ("ASSEMBLY", path),
            ("--out", output),
            .. references.Select(reference => ("--reference", reference)),
        ]);
        var written = Write(path, [.. references.Select(reference => (reference, AssemblyFiles.Read(reference)))]);
        if (!written.Diagnostics.IsEmpty)
        {
            var (first, others) = (written.Diagnostics[0], written.Diagnostics.Length - 1);
            throw new StriateException(
                ErrorKind.CheckFailed,
                $"'{path}': {first}{(others > 0 ? $", and {others} more" : "")}; {first.Remedy}"
            );
        }

        var file = PortableFile.Read(written.Bytes.AsMemory());
        AtomicFile.Write(output, stream => stream.Write(written.Bytes.AsSpan()));
        screen.Show(
            new
            {
                file.Name,
                Version = file.Version.ToString(),
                Bytes = written.Bytes.Length,
                File = output,
            },
            view => view.Line($"{file.Name} {file.Version}: {Format.Count(written.Bytes.Length)} bytes, written to {output}")
        );
        return ExitCode.Success;
    }

    private static PortableAssembly Write(string path, (string Path, ImmutableArray<byte> Image)[] references)
    {
        var image = AssemblyFiles.Read(path);
        if (PortableFile.IsPortable(image.AsSpan()))
        {
            throw new StriateException(ErrorKind.BadFile, $"'{path}' is a .pe already; name the assembly that it was made of");
        }

        foreach (var reference in references)
        {
            AssemblyFiles.Measure(reference.Path, reference.Image, AssemblyMetrics.Of);
        }

        return AssemblyFiles.Measure(
            path,
            image,
            bytes =>
                PortableAssembly.Write(
                    bytes,
                    [.. ReferenceAssemblies.All.Select(assembly => assembly.Image), .. references.Select(reference => reference.Image)]
                )
        );
    }
}
