using System.Diagnostics;
using System.Text;
using Striate.Codegen.Compilation;
using Striate.UnitTests.Cli;

namespace Striate.UnitTests.Documents;

/// <summary>The page with a transcript of every verb, made by running them in a folder with the digits example.</summary>
internal static class CommandPage
{
    private const string Emulate = "board emulate digits.striate --link port --speed 1000 --faults 5 --fault-kind all";

    private const string Preface =
        """
        # Every command

        What each verb prints, made by running it: `STRIATE_UPDATE_COMMANDS=1 dotnet test -c Release unit-tests --filter CommandPageTests` writes
        this page anew. Everything ran in a folder with `digits`, [the example](../examples/digits/README.md), and its package as
        `digits.striate`; two cores, and other programs beside it. Progress, which goes to the error stream, is left out.
        `--json` prints one object instead of tables, `--help` the options. The 52,300 microseconds of `calibrate` are made up: nothing
        here was measured on a board.

        """;

    private const string Hello =
        """
        using System;

        internal static class Program
        {
            public static void Main()
            {
                int sum = 0;
                for (int i = 1; i <= 100; i++)
                {
                    sum += i;
                }

                Console.WriteLine("sum " + sum);
            }
        }
        """;

    /// <summary>Command lines in the page's order. Those that end in a port run while the emulated board does.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "demo --epochs 20",
        "train --network digits --epochs 20 --out small.striate --out-dense small-dense.striate --results small.json",
        "compare lenet.json motion1d.json",
        "results record results/small.json --run small.json --package small.striate --dense small-dense.striate",
        "results page results --out results.md",
        "inspect digits.striate",
        "evaluate digits.striate",
        "generate digits.striate --out generated --strategy planned",
        "generate digits.striate --out generated --strategy table --check",
        "verify digits.striate --strategy planned --vectors 16",
        "regenerate digits",
        "regenerate digits --check",
        "bench --network digits.striate --vectors 1",
        "report digits.striate --max-code 16K --vectors 1",
        "fuzz --iterations 10 --seed 1",
        "calibrate digits.striate --board esp32 --firmware 1.12.4.289 --microseconds 52300 --calibrations measured.json",
        "emulator run hello.dll",
        "emulator load hello.dll",
        "emulator bench --seconds 2",
        "emulator fuzz --iterations 20 --seed 1",
        "board doctor",
        "board build digits --sources",
        "board flash digits --port /dev/ttyUSB0 --runtime --dry-run",
        "board test digits.striate --emulated --data-set digits",
        "board test digits.striate --emulated --data-set digits --faults 5 --json",
        "board test digits.striate --emulated --data-set digits --faults 30 --fault-kind all --vectors 1200",
        "board test digits.striate --emulated --data-set digits --vectors 10000",
        Emulate,
        "board test digits.striate --data-set digits --port port",
        "board calibrate digits.striate --firmware 1.12.4.289 --calibrations measured.json --port port",
    ];

    /// <summary>Where the page is.</summary>
    public static string PathIn(string root) => Path.Combine(root, "docs", "commands.md");

    /// <summary>The command lines of a page.</summary>
    public static IEnumerable<string> CommandsOf(string page) =>
        page.Split('\n').Where(line => line.StartsWith("    $ striate ", StringComparison.Ordinal)).Select(line => line["    $ striate ".Length..]);

    /// <summary>Runs everything; takes minutes.</summary>
    public static async Task<string> WriteAsync(string root)
    {
        var folder = Directory.CreateTempSubdirectory("striate-page-").FullName;
        try
        {
            Prepare(root, folder);
            var (page, last) = (new StringBuilder(Preface), "");
            Process? board = null;
            foreach (var command in Commands)
            {
                var words = command.Split(' ');
                var verb = words[0] is "board" or "emulator" or "results" ? words[0] + " " + words[1] : words[0];
                page.Append(verb == last ? "" : $"\n## {verb}\n").Append("\n    $ striate ").Append(command).Append('\n');
                last = verb;
                var process = Start(folder, words);
                var text = command == Emulate ? await StartAsync(process) : await AllAsync(process);
                board = command == Emulate ? process : board;
                foreach (var line in text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd().Split('\n'))
                {
                    page.Append(line.Length == 0 ? "" : "    " + line.TrimEnd()).Append('\n');
                }
            }

            board?.Kill();
            return page.ToString();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Prepare(string root, string folder)
    {
        var example = Path.Combine(root, "examples", "digits");
        Directory.CreateDirectory(Path.Combine(folder, "digits"));
        Directory.CreateDirectory(Path.Combine(folder, "results"));
        foreach (var name in new[] { "digits.striate", "striate.toml" })
        {
            File.Copy(Path.Combine(example, name), Path.Combine(folder, "digits", name));
        }

        File.Copy(Path.Combine(example, "digits.striate"), Path.Combine(folder, "digits.striate"));
        foreach (var name in new[] { "lenet.json", "motion1d.json" })
        {
            File.Copy(Path.Combine(root, "docs", "results", name), Path.Combine(folder, name));
        }

        var hello = CSharpCompiler.Compile("hello", [new SourceText("hello.cs", Hello)], [], executable: true).Required();
        File.WriteAllBytes(Path.Combine(folder, "hello.dll"), [.. hello.Image]);
    }

    private static Process Start(string folder, IEnumerable<string> words) => Process.Start(
        new ProcessStartInfo(CliProcess.Dotnet(), [Path.Combine(AppContext.BaseDirectory, "striate.dll"), .. words])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;

    // The firmware prints while it starts; then it waits for requests.
    private static async Task<string> StartAsync(Process process)
    {
        var text = new StringBuilder();
        for (string? line = ""; line is not (null or "PASS" or "FAIL");)
        {
            line = await process.StandardOutput.ReadLineAsync();
            text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    // What is refused is told on the error stream, as its last line.
    private static async Task<string> AllAsync(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var refusal = (await error).TrimEnd().Split('\n')[^1];
        return process.ExitCode == 0 || output.Length > 0 ? output : refusal + "\n";
    }
}
