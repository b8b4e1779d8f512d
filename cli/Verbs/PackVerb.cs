using System.CommandLine;
using System.Security.Cryptography;
using Striate.Board.Toolchain;
using Striate.Cli.Presentation;
using Striate.Codegen;
using Striate.Model.Packaging;
using Striate.Packing;

namespace Striate.Cli.Verbs;

/// <summary>striate pack: a model package becomes a NuGet package with its compiled class.</summary>
internal static class PackVerb
{
    public static Command Create(Terminal terminal)
    {
        var package = CommonOptions.Package();
        var folder = new Option<string>("--out")
        {
            Description = "Folder for the NuGet package.",
            Required = true,
            HelpName = "FOLDER",
        };
        var id = new Option<string?>("--id")
        {
            Description = "Id of the package; by default the name of the network's class.",
            HelpName = "NAME",
        };
        var version = new Option<string>("--package-version")
        {
            Description = "Version of the package.",
            HelpName = "VERSION",
            DefaultValueFactory = _ => PackageNames.DefaultVersion,
        };
        var authors = new Option<string?>("--authors") { Description = "Its author; by default its id.", HelpName = "TEXT" };
        var description = new Option<string?>("--description")
        {
            Description = "Its description; by default a sentence about the network.",
            HelpName = "TEXT",
        };
        var (space, className) = (CommonOptions.Namespace(), CommonOptions.ClassName());
        var budgets = new BudgetOptions(isTargetGiven: true);
        var force = new Option<bool>("--force") { Description = "Replace a package of this version that has different content." };
        var json = CommonOptions.Json();
        var verb = new Verb(
            "pack",
            "Makes a NuGet package of a model package: the compiled class for .NET 8 and later, and its source for nanoFramework."
        )
        {
            Examples =
            [
                "striate pack digits.striate --out packages",
                "striate pack digits.striate --out packages --id My.Digits --package-version 1.2.0 --namespace My.Models --target esp32-s3",
            ],
        };
        verb.Arguments.Add(package);
        foreach (var option in new Option[] { folder, id, version, authors, description, space, className, force, json })
        {
            verb.Options.Add(option);
        }

        budgets.AddTo(verb);
        verb.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                    Run(
                        new Screen(terminal, parsed.GetValue(json)),
                        parsed.GetRequiredValue(package),
                        parsed.GetRequiredValue(folder),
                        budgets.AddTo(
                            new GeneratorOptions(Namespace: parsed.GetRequiredValue(space))
                            {
                                ClassName = parsed.GetValue(className),
                                HasInstances = true,
                            },
                            parsed
                        ),
                        new PackageNames(
                            parsed.GetValue(id),
                            parsed.GetRequiredValue(version),
                            parsed.GetValue(authors),
                            parsed.GetValue(description),
                            NanoFramework.Packages[0].Version
                        ),
                        parsed.GetValue(force),
                        cancellation
                    )
                )
        );
        return verb;
    }

    private static int Run(
        Screen screen,
        string path,
        string folder,
        GeneratorOptions options,
        PackageNames names,
        bool isForced,
        CancellationToken cancellation
    )
    {
        OutputFiles.RequireFolder("--out", folder);
        names.RequireValid();
        var package = PackageFile.Read(path);
        var build = Builds.Build(screen, package, options, cancellation);
        var packed = NetworkPackage.Pack(package, build, names);
        var file = Path.Combine(folder, packed.FileName);
        if (File.Exists(file) && !isForced && !File.ReadAllBytes(file).AsSpan().SequenceEqual(packed.Content))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file} exists with different content, and NuGet caches what it has read of a version; give another --package-version, or replace it with --force"
            );
        }

        cancellation.ThrowIfCancellationRequested();
        Folders.Create(folder);
        AtomicFile.Write(file, stream => stream.Write(packed.Content));
        var result = new
        {
            File = file,
            packed.Id,
            packed.Version,
            Class = $"{build.Code.Namespace}.{build.Code.NetworkClass}",
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(packed.Content)),
            Bytes = packed.Content.Length,
            packed.IsForDevices,
            ModelPackage = package.Sha256,
            Options = options.ToString(),
            packed.Files,
        };
        screen.Show(
            result,
            view =>
            {
                view.Line(
                    $"{file}: {Format.Count(packed.Content.Length)} bytes; class {result.Class} for .NET 8 and later{(packed.IsForDevices ? ", as source for .NET nanoFramework" : "")}"
                );
                if (!packed.IsForDevices)
                {
                    view.Line(
                        $"no source for .NET nanoFramework: the code takes {build.Code.Assemblies.Length} assemblies there; use 'striate board build'"
                    );
                }
            }
        );
        return ExitCode.Success;
    }
}
