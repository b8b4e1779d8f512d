using System.CommandLine;
using System.Text.RegularExpressions;
using Striate.Cli;
using Striate.UnitTests.Emulator;

namespace Striate.UnitTests.Cli;

/// <summary>
/// Every path that a command takes, with each way in which it can be wrong. The command tree says which there are: an option
/// that takes text and is in none of the lists below fails.
/// </summary>
[Collection(TorchTests.Name)]
public sealed partial class PathTests : IDisposable
{
    /// <summary>What a command does with a path.</summary>
    private enum Use
    {
        None,
        ReadFile,
        WriteFile,
        ReadFolder,
        WriteFolder,
        Either,
    }

    // By the name of the option or argument, with its verb where verbs differ.
    private static readonly Dictionary<string, Use> s_uses = new(StringComparer.Ordinal)
    {
        ["PACKAGE"] = Use.ReadFile,
        ["board test PACKAGE"] = Use.Either,
        ["board calibrate PACKAGE"] = Use.Either,
        ["board emulate PACKAGE"] = Use.Either,
        ["board monitor PACKAGE"] = Use.Either,
        ["board record FOLDER"] = Use.Either,
        ["--csv"] = Use.WriteFile,
        ["data inspect PATH"] = Use.Either,
        ["suggest DATA"] = Use.Either,
        ["suggest --out"] = Use.WriteFile,
        ["--matrix"] = Use.WriteFile,
        ["ASSEMBLY"] = Use.ReadFile,
        ["RUN"] = Use.Either,
        ["results page FOLDER"] = Use.ReadFolder,
        ["RECORD"] = Use.ReadFile,
        ["regenerate FOLDER"] = Use.Either,
        ["board build FOLDER"] = Use.Either,
        ["board flash FOLDER"] = Use.Either,
        ["--package"] = Use.ReadFile,
        ["results record --dense"] = Use.ReadFile,
        ["results record --run"] = Use.Either,
        ["--beside"] = Use.ReadFile,
        ["--calibrations"] = Use.WriteFile,
        ["--corelib"] = Use.None,
        ["train --out"] = Use.WriteFile,
        ["--out-dense"] = Use.WriteFile,
        ["--results"] = Use.WriteFile,
        ["results page --out"] = Use.WriteFile,
        ["--image"] = Use.ReadFile,
        ["--html"] = Use.WriteFile,
        ["--profile"] = Use.WriteFile,
        ["--update"] = Use.WriteFile,
        ["--sheet"] = Use.WriteFile,
        ["generate --out"] = Use.WriteFolder,
        ["pack --out"] = Use.WriteFolder,
        ["new FOLDER"] = Use.WriteFolder,
        ["demo --out"] = Use.WriteFolder,
        ["train --run"] = Use.WriteFolder,
        ["--data"] = Use.ReadFolder,
        ["train --dense-from"] = Use.ReadFolder,
        ["train --float-from"] = Use.ReadFolder,
        ["train --from"] = Use.ReadFile,
        ["--link"] = Use.None,

        // Verbs of models, numpy files, assemblies and sensors, whose own tests hold their paths.
        ["--play"] = Use.None,
        ["board record --out"] = Use.None,
        ["evaluate --events"] = Use.None,
        ["run PACKAGE"] = Use.None,
        ["import --calibration"] = Use.None,
        ["import --compare"] = Use.None,
        ["import --data"] = Use.None,
        ["import --out"] = Use.None,
        ["export --out"] = Use.None,
        ["emulator convert --out"] = Use.None,
    };

    // Names, commands and ports: not paths, or not paths alone.
    private static readonly string[] s_others =
    [
        "--network",
        "--template",
        "PACKAGE|NETWORK",
        "--data-set",
        "--namespace",
        "--strategy",
        "--target",
        "--board",
        "--firmware",
        "--port",
        "--nanoff-target",
        "--source",
        "--note",
        "--nanoclr",
        "--metadata-processor",
        "--start",
        "--importance",
        "--balance",
        "--budget-unit",
        "--scales",
        "--precision",
        "--fault-kind",
        "MODEL",
        "--name",
        "--labels",
        "--label",
        "--group",
        "--size",
        "--inputs",
        "--outputs",
        "--executor",
        "--layers",
        "--input",
        "--libraries",
        "--reference",
        "--hop",
        "--ranges",
        "--input-transform",
        "--mean",
        "--std",
        "--input-range",
        "--baseline",
        "--class",
        "--id",
        "--package-version",
        "--authors",
        "--description",
    ];

    private readonly PackageFolder _folder = new();

    public PathTests()
    {
        Directory.CreateDirectory(_folder["sub"]);
        File.WriteAllBytes(_folder["app.dll"], TestCompiler.Compile("public static class P { public static void Main() { } }", "app"));
        Directory.CreateDirectory(_folder["records"]);
        File.Copy(Path.Combine(Results.Records.Root(), "docs", "results", "lenet.json"), _folder["records/lenet.json"]);
        File.Copy(_folder["records/lenet.json"], _folder["record.json"]);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Verb, and the option or argument that is wrong.</summary>
    public static TheoryData<string, string> Paths => [.. EveryText().Where(text => UseOf(text.Verb, text.Name) != Use.None)];

    [Fact]
    public void Every_text_of_every_command_is_known_here() =>
        EveryText()
            .Where(text =>
                !s_others.Contains(text.Name) && !s_uses.ContainsKey(text.Name) && !s_uses.ContainsKey($"{text.Verb} {text.Name}")
            )
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_wrong_path_is_refused_with_its_reason_and_nothing_is_written(string verb, string name)
    {
        foreach (var (path, reason) in Wrong(UseOf(verb, name)))
        {
            var before = Everything();
            var run = CliRun.Of(Arguments(verb, name, path));
            run.ExitCode.ShouldBeOneOf([ExitCode.Usage, ExitCode.BadInput], $"{verb} {name} {path}: {run.Error}");
            run.ShouldFail(run.ExitCode, Path.GetFileName(path)[..Math.Min(20, Path.GetFileName(path).Length)]);
            run.Error.ShouldMatch(reason, $"{verb} {name} {path}");
            Raw().IsMatch(run.Error).ShouldBeFalse($"{verb} {name} {path}: {run.Error}");
            Everything().ShouldBe(before, $"{verb} {name} {path}");
        }
    }

    [GeneratedRegex("Access to the path|Could not find|denied|FileNotFound|DirectoryNotFound|System\\.|check the path and its permissions")]
    private static partial Regex Raw();

    private IEnumerable<(string Path, string Reason)> Wrong(Use use)
    {
        var inFile = _folder["sample.striate/inside"];
        yield return (inFile, "is a file, not a folder|is missing|no such (file|folder)|is not a run folder");
        if (use is Use.ReadFile or Use.Either)
        {
            yield return (_folder["absent"], "does not exist|is missing|no such file");
        }

        if (use is Use.ReadFile or Use.WriteFile)
        {
            yield return (_folder["sub"], "is a folder");
        }

        if (use == Use.WriteFolder)
        {
            yield return (_folder["sample.striate"], "is a file; name a folder");
        }

        if (use is Use.ReadFile or Use.WriteFile or Use.WriteFolder)
        {
            yield return (_folder[new string('x', 300)], "longer than this system allows|does not exist|no such file|cannot");
        }
    }

    private string[] Arguments(string verb, string name, string path)
    {
        var command = EveryVerb().Single(other => other.Path == verb).Command;
        string Value(string argument) =>
            argument == name
                ? path
                : argument switch
                {
                    "ASSEMBLY" => _folder["app.dll"],
                    "RUN" or "RECORD" => _folder["record.json"],
                    "FOLDER" => _folder["records"],
                    _ => _folder.Package,
                };
        var given = command.Arguments.Select(argument => Value(argument.Name)).ToList();
        foreach (var required in command.Options.Where(option => option.Required && option.Name != name))
        {
            given.AddRange([
                required.Name,
                required.Name switch
                {
                    "--out" => _folder["out"],
                    "--package" => _folder.Package,
                    "--microseconds" => "1000",
                    _ => "1.0",
                },
            ]);
        }

        if (command.Options.Any(option => option.Name == name))
        {
            given.AddRange([name, path]);
        }

        return [.. verb.Split(' '), .. given, .. Besides(verb, name)];
    }

    // What the option needs, so that it is looked at, and what keeps the command short if it is not.
    private string[] Besides(string verb, string name) =>
        (verb, name) switch
        {
            ("inspect", "--sheet") => ["--beside", _folder.Package],
            ("inspect", "--beside") => ["--sheet", _folder["sheet.png"]],
            ("evaluate", "--data") => ["--data-set", "mnist"],
            ("board test", "--data") => ["--data-set", "mnist", "--emulated"],
            ("board test", "--image") => ["--emulated"],
            ("board test" or "board calibrate", _) => ["--port", _folder["port"]],
            ("train", "--data") => ["--data-set", "mnist", "--epochs", "2"],
            ("train" or "demo", _) => ["--epochs", "2"],
            ("report", "--html") => [],
            _ => [],
        };

    private string[] Everything() =>
        Directory.GetFileSystemEntries(_folder["."], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();

    private static Use UseOf(string verb, string name) => s_uses.GetValueOrDefault($"{verb} {name}", s_uses.GetValueOrDefault(name));

    private static IEnumerable<(string Verb, string Name)> EveryText() =>
        EveryVerb()
            .SelectMany(verb =>
                verb.Command.Arguments.Where(argument => EmptyValues.IsText(argument.ValueType))
                    .Select(argument => argument.Name)
                    .Concat(verb.Command.Options.Where(option => EmptyValues.IsText(option.ValueType)).Select(option => option.Name))
                    .Select(name => (verb.Path, name))
            );

    private static IEnumerable<(string Path, Command Command)> EveryVerb() =>
        Below(CommandLine.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsOutputTerminal: false, IsErrorTerminal: false)), "");

    private static IEnumerable<(string Path, Command Command)> Below(Command command, string path) =>
        command.Subcommands.Count == 0
            ? [(path, command)]
            : command.Subcommands.SelectMany(verb => Below(verb, $"{path} {verb.Name}".Trim()));
}
