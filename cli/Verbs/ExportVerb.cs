using System.CommandLine;
using Striate.Cli.Presentation;
using Striate.Import.Onnx.Exporting;
using Striate.Model.Packaging;

namespace Striate.Cli.Verbs;

/// <summary>striate export: a package becomes an ONNX file.</summary>
internal static class ExportVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var output = new Option<string>("--out")
        {
            Description = "The ONNX file to write.",
            HelpName = "FILE.onnx",
            Required = true,
        };
        var integer = new Option<bool>("--integer")
        {
            Description = "Write integer operators alone: ONNX Runtime gives the outputs of the package bit for bit.",
        };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };
        var json = CommonOptions.Json();
        var verb = new Verb("export", "Writes a package as an ONNX file that other runtimes run and that import takes back.")
        {
            Examples =
            [
                "striate export kws.striate --out kws.onnx",
                "striate export kws.striate --integer --out kws_integer.onnx",
                "striate export kws.striate --integer --out kws_integer.onnx --json",
            ],
        };
        verb.Arguments.Add(package);
        foreach (var option in (Option[])[output, integer, force, json])
        {
            verb.Options.Add(option);
        }

        verb.SetAction(parsed =>
            Run(
                new Screen(terminal, parsed.GetValue(json)),
                parsed.GetRequiredValue(package),
                parsed.GetRequiredValue(output),
                parsed.GetValue(integer),
                parsed.GetValue(force)
            )
        );
        return verb;
    }

    private static int Run(Screen screen, string package, string path, bool isInteger, bool isForced)
    {
        OutputFiles.RequireWritable("--out", path);
        OutputFiles.RequireDifferent(("the package", package), ("--out", path));
        if (File.Exists(path) && !isForced)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"--out '{path}' is there already; name another file, or replace it with --force"
            );
        }

        var loaded = PackageFile.Read(package);
        var file = isInteger ? ModelExporter.IntegerForm(loaded.Package) : ModelExporter.QdqForm(loaded.Package);
        AtomicFile.Write(path, stream => stream.Write(file));
        var form = isInteger ? "integer" : "qdq";
        screen.Show(
            new
            {
                File = path,
                Form = form,
                Bytes = file.Length,
                Package = loaded.Sha256,
            },
            view =>
                view.Line(
                    $"{path}: {Format.Count(file.Length)} bytes; network '{loaded.Package.Network.Name}' as {(isInteger ? "integer operators" : "quantised float operators (QDQ)")}"
                )
        );
        return ExitCode.Success;
    }
}
