using System.Globalization;
using Striate.Codegen;
using Striate.Platform;
using Striate.Projects;

namespace Striate.Build;

/// <summary>What a build asks for one model: lines <c>key=value</c> that the targets write.</summary>
/// <param name="Model">Full path of the model: a package, a model of another framework, or a project file.</param>
/// <param name="Output">Folder for the code.</param>
/// <param name="List">File that gets the names of what was written.</param>
/// <param name="Inputs">File that gets the names of what was read besides the model.</param>
/// <param name="Refusal">File that gets what was refused.</param>
/// <param name="Project">Folder of the project.</param>
/// <param name="Models">File with the names of the requests of all models of the project; null: it has no other.</param>
/// <param name="IsForDevices">Whether the project is compiled for nanoFramework.</param>
/// <param name="TargetFile">The file that describes the board; null: it has a name.</param>
/// <param name="Options">Options of the generator; of a project file's the target and the namespace that it gives itself count.</param>
internal sealed record Request(
    string Model,
    string Output,
    string List,
    string Inputs,
    string Refusal,
    string Project,
    string? Models,
    bool IsForDevices,
    string? TargetFile,
    GeneratorOptions Options
)
{
    /// <summary>How project files end.</summary>
    internal const string ProjectExtension = ".toml";

    private const int MaximumBytes = 1 << 16;

    // What MSBuild calls the framework of projects for devices.
    private const string DeviceFramework = ".NETnanoFramework";

    private static readonly string[] s_keys =
    [
        "generator",
        "model",
        "out",
        "list",
        "inputs",
        "refusal",
        "project",
        "models",
        "framework",
        "board",
        "strategy",
        "namespace",
        "max-flash",
        "max-heap",
        "max-il",
        "hop",
        "class",
        "instances",
    ];

    /// <summary>Reads a request.</summary>
    /// <exception cref="StriateException">A line or a value is wrong.</exception>
    public static Request Read(string path)
    {
        if (new FileInfo(path).Length > MaximumBytes)
        {
            throw new FileException(path, $"has more than {MaximumBytes} bytes; rebuild the project");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !s_keys.Contains(line[..at]) || !values.TryAdd(line[..at], line[(at + 1)..]))
            {
                throw new FileException(
                    path,
                    $"'{line}' is not one of the lines {string.Join(", ", s_keys)} with a value; rebuild the project"
                );
            }
        }

        return new Request(
            Required("model"),
            Required("out"),
            Required("list"),
            Required("inputs"),
            Required("refusal"),
            Required("project"),
            values.GetValueOrDefault("models") is { Length: > 0 } models ? models : null,
            DeviceFramework.Equals(values.GetValueOrDefault("framework"), StringComparison.OrdinalIgnoreCase),
            TargetFileOf(values),
            OptionsOf(values)
        );

        string Required(string key) =>
            values.GetValueOrDefault(key) is { Length: > 0 } value
                ? value
                : throw new FileException(path, $"has no '{key}'; rebuild the project");
    }

    /// <summary>Whether the model is a project file, which brings options of its own.</summary>
    public bool IsProjectFile => Path.GetExtension(Model).Equals(ProjectExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>What errors call the item of the model.</summary>
    public string Item => $"'{Path.GetRelativePath(Project, Model)}'{(IsProjectFile ? "" : $" (Board {Options.Target?.Name})")}";

    private static string? TargetFileOf(Dictionary<string, string> values) =>
        values.GetValueOrDefault("board") is { } board && board.EndsWith(Projects.TargetFile.Extension, StringComparison.OrdinalIgnoreCase)
            ? board
            : null;

    private static GeneratorOptions OptionsOf(Dictionary<string, string> values)
    {
        var options = new GeneratorOptions();
        return options with
        {
            Strategy = Text("strategy") is { } strategy ? StrategyOf(strategy) : options.Strategy,
            Namespace = Text("namespace") ?? options.Namespace,
            Target = Projects.TargetFile.Find(Text("board") ?? Targets.Default.Name),
            ClassName = Text("class"),
            HasInstances = Text("instances") switch
            {
                null => false,
                var text when bool.TryParse(text, out var isWanted) => isWanted,
                var text => throw new StriateException(ErrorKind.Usage, $"Instances '{text}' is neither true nor false"),
            },
            Hop =
                Text("hop") is not { } hop ? null
                : int.TryParse(hop, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps > 0 ? steps
                : throw new StriateException(ErrorKind.Usage, $"Hop '{hop}' is not a number of steps"),
            Maximum = new Budgets(Size("max-il", "MaxIl"), Size("max-heap", "MaxHeap"), Size("max-flash", "MaxFlash")),
        };

        string? Text(string key) => values.GetValueOrDefault(key) is { Length: > 0 } value ? value : null;

        long? Size(string key, string metadata) =>
            Text(key) is not { } text ? null
            : ByteSize.TryParse(text, out var bytes) ? bytes
            : throw new StriateException(ErrorKind.Usage, $"{metadata} '{text}' is not a size: {ByteSize.Form}");
    }

    private static Strategy StrategyOf(string name) =>
        Enum.GetValues<Strategy>()
            .Cast<Strategy?>()
            .FirstOrDefault(strategy => strategy!.Value.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new StriateException(
            ErrorKind.Usage,
            $"there is no strategy '{name}'; there are: {string.Join(", ", Enum.GetNames<Strategy>().Select(known => known.ToLowerInvariant()))}"
        );
}
