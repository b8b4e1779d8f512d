using Striate.Platform;

namespace Striate.Projects;

/// <summary>
/// Boards that are not among <see cref="Targets"/>, as TOML files. Every key that is not known is an error with its line and
/// the nearest one that is.
/// </summary>
public static class TargetFile
{
    /// <summary>How the name of such a file ends.</summary>
    public const string Extension = ".toml";

    private const long MaximumHeapBytes = 1L << 30;
    private const long MaximumDeploymentBytes = 1L << 30;
    private const int MaximumName = 40;
    private const double MaximumMicroseconds = 1000;

    /// <summary>A target by its name, or from a file whose name ends in .toml.</summary>
    /// <exception cref="ProjectException">There is no such target or file, or the file is wrong.</exception>
    public static Target Find(string nameOrFile) =>
        nameOrFile.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? Read(nameOrFile)
        : Targets.All.FirstOrDefault(target => target.Name == nameOrFile)
            ?? throw new ProjectException(
                $"there is no target '{Shown(nameOrFile)}'; did you mean '{NearestName.Of(Shown(nameOrFile), Names)}'? there are: {string.Join(", ", Names)}, and files NAME{Extension} (docs/targets.md)");

    /// <summary>Reads a file.</summary>
    /// <exception cref="ProjectException">It is missing or wrong.</exception>
    public static Target Read(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new ProjectException($"{file} is missing; a target is a TOML file, see docs/targets.md, or one of {string.Join(", ", Names)}");
        }

        using var stream = File.OpenRead(file);
        var content = new byte[TomlDocument.MaximumBytes + 1];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return Parse(content.AsSpan(0, length), file);
    }

    /// <summary>Reads the content of a file. What it leaves out is as on its base.</summary>
    /// <param name="content">UTF-8, at most 64 KiB.</param>
    /// <param name="file">The file, for errors.</param>
    /// <exception cref="ProjectException">It is wrong.</exception>
    public static Target Parse(ReadOnlySpan<byte> content, string file)
    {
        var top = TomlDocument.Parse(content, file, [""])[""];
        var name = top.Text("name") ?? throw top.Wrong("name", "is missing: what reports call the board");
        var from = Targets.Get(top.Choice("base", [.. Names]) ?? Targets.Default.Name);
        if (name.Length > MaximumName || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') || Names.Contains(name))
        {
            throw top.Wrong("name", $"must be 1 to {MaximumName} letters, digits, points and dashes, and none of {string.Join(", ", Names)}");
        }

        var (low, high) = (top.Number("microseconds-low", 0.001, MaximumMicroseconds), top.Number("microseconds-high", 0.001, MaximumMicroseconds));
        var times = new TimeRange(low ?? from.MicrosecondsPerInstruction.Low, high ?? from.MicrosecondsPerInstruction.High);
        if (times.Low > times.High)
        {
            throw top.Wrong(low is null ? "microseconds-high" : "microseconds-low", $"is not within the other end, {(low is null ? times.Low : times.High)}; name both ends");
        }

        var target = new Target(
            name,
            from.RuntimeImage,
            top.Text("description") ?? from.Description,
            top.Size("heap", 1, MaximumHeapBytes) ?? from.HeapBytes,
            top.Size("runtime", 0, MaximumHeapBytes) ?? from.RuntimeBytes,
            top.Size("deployment", 1, MaximumDeploymentBytes) ?? from.DeploymentBytes,
            times,
            top.Text("assumption") ?? $"as {Path.GetFileName(file)} has it; what it leaves out is that of {from.Name}: {from.Assumption}");
        top.RefuseOthers();
        return target.ApplicationHeapBytes > 0
            ? target
            : throw top.Wrong("runtime", $"leaves nothing of the heap of {target.HeapBytes} bytes");
    }

    /// <summary>What a user wrote, as an error may show it.</summary>
    public static string Shown(string text) => TomlDocument.Printable(text, MaximumName);

    private static IEnumerable<string> Names => Targets.All.Select(target => target.Name);
}
