using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Striate.Codegen.Compilation;
using Striate.DataSets.Numpy;
using Striate.UnitTests.Cli;
using Striate.UnitTests.Import;

namespace Striate.UnitTests.Documents;

/// <summary>The page with a transcript of every verb, made by running them in a folder with the digits example.</summary>
internal static class CommandPage
{
    private const string Emulate = "board emulate digits.striate --link port --speed 1000";
    private const string EmulateFaults = Emulate + " --faults 5 --fault-kind all";
    private const string Record = "board record sensor --label walk --out recordings --emulated --play walk.csv";
    private const string Monitor = "board monitor watch.striate --emulated --play watch.csv";
    private const string Prompt = "    $ striate ";

    private const string Preface = """
        # Every command

        What each verb prints, made by running it: `STRIATE_UPDATE_COMMANDS=1 dotnet test -c Release unit-tests --filter CommandPageTests` writes
        this page anew. The tests compare it with what the commands print now that take seconds and tell no times of a computer, and
        `STRIATE_UPDATE_COMMANDS=compared` writes these anew. Everything ran in a folder with `digits`, [the example](../examples/digits/README.md),
        and its package as `digits.striate`, [the watch's](../examples/watch/README.md) package, recordings of straight waves, `mlp.onnx`, an MLP that PyTorch exported, and `imported`,
        whose `striate.toml` says `[import] model = "../sample.tflite"`; two cores, and other programs beside it. Progress, which goes to the error stream, is left out.
        `--json` prints one object instead of tables, `--help` the options. The 52,300 microseconds of `calibrate` are made up: nothing
        here was measured on a board.

        """;

    private const string Hello = """
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

    /// <summary>Command lines in the page's order. Those that end in a port run while the emulated board above them does.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "demo --epochs 20",
        "new gestures --template signal --classes 5",
        "data inspect --data-set digits",
        "suggest --data-set digits --target esp32 --milliseconds 40",
        "train --network digits --epochs 20 --out small.striate --out-dense small-dense.striate --results small.json",
        "compare lenet.json motion1d.json",
        "results record results/small.json --run small.json --package small.striate --dense small-dense.striate",
        "results page results --out results.md",
        "inspect digits.striate",
        "evaluate digits.striate",
        "import sample.tflite --check --target esp32",
        "import sample.tflite --out sample.striate",
        "import mlp.onnx --calibration mlp.npy --compare mlp.npy --out mlp.striate",
        "export digits.striate --integer --out digits.onnx",
        "run sample.striate --inputs sample.npy --outputs outputs.npy --layers layers",
        "generate digits.striate --out generated --strategy planned",
        "generate digits.striate --out generated --strategy table --check",
        "pack digits.striate --out packages --id My.Digits --namespace My.Models",
        "verify digits.striate --strategy planned --vectors 16",
        "regenerate digits",
        "regenerate digits --check",
        "regenerate imported --check",
        "bench --network digits.striate --vectors 1",
        "report digits.striate --max-flash 16K --vectors 1",
        "fuzz --iterations 10 --seed 1",
        "calibrate digits.striate --board esp32 --firmware 1.12.4.289 --microseconds 52300 --calibrations measured.json",
        "emulator run hello.dll",
        "emulator load hello.dll",
        "emulator convert hello.dll --out hello.pe",
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
        "board test digits.striate --port port --data-set digits",
        EmulateFaults,
        "board test digits.striate --data-set digits --port port",
        "board calibrate digits.striate --firmware 1.12.4.289 --calibrations measured.json --port port",
        Record,
        Monitor,
    ];

    /// <summary>
    /// Those that take seconds and print the same on every computer: no training, no times, nothing of what is installed.
    /// </summary>
    public static IReadOnlyList<string> Compared { get; } =
    [
        .. Commands.Where(command =>
            command.Split(' ')[0]
                is "new"
                    or "data"
                    or "suggest"
                    or "compare"
                    or "inspect"
                    or "evaluate"
                    or "import"
                    or "export"
                    or "run"
                    or "generate"
                    or "pack"
                    or "verify"
                    or "regenerate"
                    or "bench"
                    or "report"
                    or "fuzz"
                    or "calibrate"
            || command
                is "emulator run hello.dll"
                    or "emulator convert hello.dll --out hello.pe"
                    or "emulator fuzz --iterations 20 --seed 1"
        ),
        "board build digits --sources",
        "board flash digits --port /dev/ttyUSB0 --runtime --dry-run",
        "board test digits.striate --emulated --data-set digits",
        "board test digits.striate --emulated --data-set digits --faults 5 --json",
        Record,
        Monitor,
    ];

    /// <summary>Where the page is.</summary>
    public static string PathIn(string root) => Path.Combine(root, "docs", "commands.md");

    /// <summary>The command lines of a page.</summary>
    public static IEnumerable<string> CommandsOf(string page) =>
        page.Split('\n').Where(line => line.StartsWith(Prompt, StringComparison.Ordinal)).Select(line => line[Prompt.Length..]);

    /// <summary>What a page shows below a command line.</summary>
    public static string TranscriptOf(string page, string command) =>
        string.Join(
                '\n',
                page.Split('\n')
                    .SkipWhile(line => line != Prompt + command)
                    .Skip(1)
                    .TakeWhile(line => !line.StartsWith(Prompt, StringComparison.Ordinal) && !line.StartsWith('#'))
            )
            .TrimEnd();

    /// <summary>The page with a transcript for each of <see cref="Commands"/>.</summary>
    public static string Write(Func<string, string> transcript)
    {
        var (page, last) = (new StringBuilder(Preface), "");
        foreach (var command in Commands)
        {
            var words = command.Split(' ');
            var verb = words[0] is "board" or "emulator" or "results" or "data" ? words[0] + " " + words[1] : words[0];
            page.Append(verb == last ? "" : $"\n## {verb}\n")
                .Append('\n')
                .Append(Prompt)
                .Append(command)
                .Append('\n')
                .Append(transcript(command))
                .Append('\n');
            last = verb;
        }

        return page.ToString();
    }

    /// <summary>Runs commands in a folder of their own, in the given order; all of them take minutes.</summary>
    public static async Task<Dictionary<string, string>> RunAsync(string root, IEnumerable<string> commands)
    {
        var folder = Directory.CreateTempSubdirectory("striate-page-").FullName;
        Process? board = null;
        try
        {
            Prepare(root, folder);
            var transcripts = new Dictionary<string, string>();
            foreach (var command in commands)
            {
                var isBoard = command is Emulate or EmulateFaults;
                if (isBoard)
                {
                    board?.Kill();
                }

                var process = Start(folder, command.Split(' '));
                board = isBoard ? process : board;
                var text = isBoard ? await StartAsync(process) : await AllAsync(process);
                var lines = text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd().Split('\n');
                transcripts.Add(command, string.Join('\n', lines.Select(line => line.Length == 0 ? "" : "    " + line.TrimEnd())));
            }

            return transcripts;
        }
        finally
        {
            board?.Kill();
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

        File.WriteAllBytes(Path.Combine(folder, "sample.tflite"), TfliteBuilder.Sample());
        File.Copy(Path.Combine(root, "unit-tests", "Import", "PyTorch", "mlp.onnx"), Path.Combine(folder, "mlp.onnx"));
        using (var samples = File.Create(Path.Combine(folder, "mlp.npy")))
        {
            float[] values = [.. Enumerable.Range(0, 16 * 20).Select(index => ((index * 37 % 101) - 50) / 25f)];
            new NumpyArray("<f4", [16, 20], MemoryMarshal.AsBytes<float>(values).ToArray()).Write(samples);
        }

        Directory.CreateDirectory(Path.Combine(folder, "imported"));
        File.WriteAllText(
            Path.Combine(folder, "imported", "striate.toml"),
            "package = \"sample.striate\"\n\n[import]\nmodel = \"../sample.tflite\"\n"
        );
        using (var inputs = File.Create(Path.Combine(folder, "sample.npy")))
        {
            new NumpyArray("|i1", [2, 6, 5, 1], [.. Enumerable.Range(0, 60).Select(index => (byte)(index * 41))]).Write(inputs);
        }

        PrepareSensors(root, folder);
        var hello = CSharpCompiler.Compile("hello", [new SourceText("hello.cs", Hello)], [], executable: true).Required();
        File.WriteAllBytes(Path.Combine(folder, "hello.dll"), [.. hello.Image]);
    }

    // Waves of straight lines: the same on every computer.
    private static void PrepareSensors(string root, string folder)
    {
        static int Wave(int step, int period) => Math.Abs((step % period) - (period / 2)) - (period / 4);
        File.Copy(Path.Combine(root, "examples", "watch", "watch.striate"), Path.Combine(folder, "watch.striate"));
        Directory.CreateDirectory(Path.Combine(folder, "sensor"));
        File.WriteAllText(Path.Combine(folder, "sensor", "striate.toml"), "package = \"motion.striate\"\n\n[board]\ninput = \"i2c-imu\"\n");
        File.WriteAllText(
            Path.Combine(folder, "walk.csv"),
            "x,y,z\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 300)
                        .Select(step => $"{200 * Wave(step, 40)},{90 * Wave(step, 24)},{8192 + (50 * Wave(step, 20))}\n")
                )
        );
        File.WriteAllText(
            Path.Combine(folder, "watch.csv"),
            "x_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 256)
                        .Select(step =>
                            string.Join(
                                ',',
                                new[]
                                {
                                    -9 + (0.25 * Wave(step, 48)),
                                    -4 + (0.5 * Wave(step, 24)),
                                    1.5,
                                    0.125 * Wave(step, 48),
                                    0.25 * Wave(step, 24),
                                    0.25 * Wave(step, 16),
                                }.Select(value => value.ToString("F3", CultureInfo.InvariantCulture))
                            ) + "\n"
                        )
                )
        );
    }

    private static Process Start(string folder, IEnumerable<string> words) =>
        Process.Start(
            new ProcessStartInfo(CliProcess.Dotnet(), [Path.Combine(AppContext.BaseDirectory, "striate.dll"), .. words])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,

                // Measured times that this computer's user has stored would change the estimates.
                Environment = { ["XDG_CONFIG_HOME"] = folder },
            }
        )!;

    // The firmware prints while it starts; then it waits for requests.
    private static async Task<string> StartAsync(Process process)
    {
        var text = new StringBuilder();
        for (string? line = ""; line is not (null or "PASS" or "FAIL"); )
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
