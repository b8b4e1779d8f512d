using System.Buffers.Binary;
using Striate.Platform;

namespace Striate.Emulator.Verification;

/// <summary>The commands that run the real thing.</summary>
/// <param name="NanoClr">Command that runs .pe files, with arguments of its own before them, such as <c>nanoclr run
/// --assemblies</c>.</param>
/// <param name="MetadataProcessor">Command that converts assemblies into .pe files, with arguments of its own before those that it is
/// given.</param>
/// <param name="CoreLibrary">Folder with mscorlib.dll and mscorlib.pe.</param>
public sealed record RealRuntimeCommands(string NanoClr, string MetadataProcessor, string CoreLibrary)
{
    /// <summary>What to set when they are missing.</summary>
    public const string HowToSet =
        "set STRIATE_NANOCLR, STRIATE_MDP and STRIATE_CORELIB, or give --nanoclr, --metadata-processor and --corelib";

    /// <summary>The given commands, or the environment's; null when one of them is missing.</summary>
    public static RealRuntimeCommands? Find(string? nanoClr = null, string? metadataProcessor = null, string? coreLibrary = null)
    {
        nanoClr ??= Environment.GetEnvironmentVariable("STRIATE_NANOCLR");
        metadataProcessor ??= Environment.GetEnvironmentVariable("STRIATE_MDP");
        coreLibrary ??= Environment.GetEnvironmentVariable("STRIATE_CORELIB");
        return string.IsNullOrEmpty(nanoClr) || string.IsNullOrEmpty(metadataProcessor) || string.IsNullOrEmpty(coreLibrary)
            ? null
            : new RealRuntimeCommands(nanoClr, metadataProcessor, coreLibrary);
    }
}

/// <summary>What a program printed on the real runtime.</summary>
/// <param name="Output">Lines before its END marker.</param>
/// <param name="PeBytes">Sizes of the .pe files by assembly.</param>
public sealed record RealRun(IReadOnlyList<string> Output, IReadOnlyDictionary<string, long> PeBytes);

/// <summary>Runs assemblies on the real nanoCLR through external commands. Their exit codes lie: only output counts.</summary>
public static class RealRuntime
{
    /// <summary>The line that a program prints last; without it the run did not complete.</summary>
    public const string EndMarker = "END";

    // The last line of the runtime's own before the program's first (nf-interpreter CLRStartup.cpp).
    private const string ReadyMarker = "Ready.";

    // How lines of the program around the runtime begin (nf-interpreter targets/posix/nanoCLR/main.cpp and targets/netcore).
    private static readonly string[] s_hostLines = [".NET nanoFramework nanoCLR", "Copyright (", "Loaded: "];

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Converts the assemblies, runs them, and returns what was printed.</summary>
    /// <param name="commands">The tools.</param>
    /// <param name="assemblies">Name and image, in load order; the last one has the Main. Compiled against the folder's
    /// mscorlib.dll.</param>
    /// <param name="folder">An existing folder for the files.</param>
    /// <exception cref="StriateException">A tool cannot be started, a .pe is missing or truncated, or END was not printed.</exception>
    public static RealRun Run(
        RealRuntimeCommands commands,
        IReadOnlyList<(string Name, ReadOnlyMemory<byte> Image)> assemblies,
        string folder
    )
    {
        var (arguments, hints) = (new List<string> { Path.Combine(commands.CoreLibrary, "mscorlib.pe") }, new List<string>());
        AddHint(hints, "mscorlib", Path.Combine(commands.CoreLibrary, "mscorlib.dll"));
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, image) in assemblies)
        {
            var dll = Path.Combine(folder, name + ".dll");
            var pe = Path.Combine(folder, name + ".pe");
            File.WriteAllBytes(dll, image.Span);
            var log = Execute(commands.MetadataProcessor, [.. hints, "-parse", dll, "-compile", pe, "false"]);
            sizes.Add(name, CheckedSize(pe, log));
            AddHint(hints, name, dll);
            arguments.Add(pe);
        }

        return new RealRun(LinesBeforeEnd(Execute(commands.NanoClr, arguments)), sizes);
    }

    /// <summary>The lines of the program: up to the END marker, without what the runtime and its loader say before they start it.</summary>
    /// <exception cref="StriateException">There is no END.</exception>
    public static IReadOnlyList<string> LinesBeforeEnd(string output)
    {
        var lines = output.ReplaceLineEndings("\n").Split('\n');
        var end = Array.IndexOf(lines, EndMarker);
        return end >= 0
            ? lines[StartOf(lines.AsSpan(0, end))..end]
            : throw new StriateException(
                ErrorKind.CheckFailed,
                $"the program did not print {EndMarker} on the real runtime; it printed: {output.Trim()}"
            );
    }

    // A release of the runtime may leave "Ready." out; its host still says who it is and what it has loaded.
    private static int StartOf(ReadOnlySpan<string> lines)
    {
        var start = lines.IndexOf(ReadyMarker) + 1;
        if (start == 0 && lines.Length > 0 && lines[0].StartsWith(s_hostLines[0], StringComparison.Ordinal))
        {
            while (start < lines.Length && (lines[start].Length == 0 || IsOfHost(lines[start])))
            {
                start++;
            }
        }

        return start;
    }

    private static bool IsOfHost(string line) => s_hostLines.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>Bytes of a .pe whose table offsets lie within it.</summary>
    /// <exception cref="StriateException">It is missing or truncated.</exception>
    public static long CheckedSize(string path, string log)
    {
        const int offsets = 40;
        const int tables = 16;
        if (!File.Exists(path))
        {
            throw new StriateException(ErrorKind.CheckFailed, $"the metadata processor wrote no '{path}': {log.Trim()}");
        }

        var bytes = File.ReadAllBytes(path);
        if (
            bytes.Length < offsets + (tables * sizeof(uint))
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offsets + ((tables - 1) * sizeof(uint)))) != bytes.Length
        )
        {
            throw new StriateException(ErrorKind.CheckFailed, $"'{path}' is truncated ({bytes.Length} bytes): {log.Trim()}");
        }

        return bytes.Length;
    }

    private static void AddHint(List<string> hints, string name, string path) => hints.AddRange(["-loadHints", name, path]);

    private static string Execute(string command, IEnumerable<string> arguments)
    {
        var words = CommandWords.Of(command);
        var result = ExternalCommand.Run(words[0], words.Skip(1).Concat(arguments), s_limit);
        return result.Output + result.Error;
    }
}
