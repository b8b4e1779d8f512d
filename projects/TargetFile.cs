using System.Globalization;
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
    private const int MaximumFlashMegabytes = 64;
    private const uint FlashSector = 0x1000;
    private const double MaximumMicroseconds = 1000;

    private static readonly FirmwareGeneration s_always = new(new Version(0, 0), null);

    /// <summary>A target by its name, or from a file whose name ends in .toml.</summary>
    /// <exception cref="StriateException">There is no such target or file, or the file is wrong.</exception>
    public static Target Find(string nameOrFile) =>
        nameOrFile.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)
            ? Read(nameOrFile)
            : Targets.All.FirstOrDefault(target => target.Name == nameOrFile)
                ?? throw new StriateException(
                    ErrorKind.Usage,
                    $"there is no target '{Shown(nameOrFile)}'; did you mean '{NearestName.Of(Shown(nameOrFile), Names)}'? there are: {string.Join(", ", Names)}, and files NAME{Extension} (docs/targets.md)"
                );

    /// <summary>Reads a file.</summary>
    /// <exception cref="StriateException">It is missing or wrong.</exception>
    public static Target Read(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{file} is missing; a target is a TOML file, see docs/targets.md, or one of {string.Join(", ", Names)}"
            );
        }

        using var stream = File.OpenRead(file);
        var content = new byte[TomlDocument.MaximumBytes + 1];
        var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        return Parse(content.AsSpan(0, length), file);
    }

    /// <summary>Reads the content of a file. What it leaves out is as on its base.</summary>
    /// <param name="content">UTF-8, at most 64 KiB.</param>
    /// <param name="file">The file, for errors.</param>
    /// <exception cref="StriateException">It is wrong.</exception>
    public static Target Parse(ReadOnlySpan<byte> content, string file)
    {
        var top = TomlDocument.Parse(content, file, [""])[""];
        var name = top.Text("name") ?? throw top.Wrong("name", "is missing: what reports call the board");
        var origin = Targets.Get(top.Choice("base", [.. Names]) ?? Targets.Default.Name);
        if (
            name.Length > MaximumName
            || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            || Names.Contains(name)
        )
        {
            throw top.Wrong(
                "name",
                $"must be 1 to {MaximumName} letters, digits, points and dashes, and none of {string.Join(", ", Names)}"
            );
        }

        var (low, high) = (
            top.Number("microseconds-low", 0.001, MaximumMicroseconds),
            top.Number("microseconds-high", 0.001, MaximumMicroseconds)
        );
        var times = new TimeRange(low ?? origin.MicrosecondsPerInstruction.Low, high ?? origin.MicrosecondsPerInstruction.High);
        if (times.Low > times.High)
        {
            throw top.Wrong(
                low is null ? "microseconds-high" : "microseconds-low",
                $"is not within the other end, {(low is null ? times.Low : times.High)}; name both ends"
            );
        }

        var target = origin with
        {
            Name = name,
            Description = top.Text("description") ?? origin.Description,
            HeapBytes = top.Size("heap", 1, MaximumHeapBytes) ?? origin.HeapBytes,
            RuntimeBytes = top.Size("runtime", 0, MaximumHeapBytes) ?? origin.RuntimeBytes,
            MicrosecondsPerInstruction = times,
            Assumption =
                top.Text("assumption")
                ?? $"as {Path.GetFileName(file)} has it; what it leaves out is that of {origin.Name}: {origin.Assumption}",
            Connections = Connections(top, origin.Connections),
            Images = top.Text("nanoff-target") is { } image
                ?
                [
                    new RuntimeImage(
                        s_always,
                        RuntimeImageName.IsOne(image) ? image : throw top.Wrong("nanoff-target", RuntimeImageName.Rule)
                    ),
                ]
                : origin.Images,
        };
        target = Flash(top, target);
        top.RefuseOthers();
        return target.ApplicationHeapBytes > 0
            ? target
            : throw top.Wrong("runtime", $"leaves nothing of the heap of {target.HeapBytes} bytes");
    }

    private static BoardConnections Connections(TomlSection top, BoardConnections from) =>
        new(
            top.Boolean("native-usb") ?? from.NativeUsb,
            from.SerialPorts,
            (int)(top.Integer("tx", 0, ProjectFile.MaximumPin) ?? from.TransmitPin),
            (int)(top.Integer("rx", 0, ProjectFile.MaximumPin) ?? from.ReceivePin)
        );

    // A size of flash chooses among the partition tables that nanoFramework's firmware has; an address or a size replaces what they say.
    private static Target Flash(TomlSection top, Target target)
    {
        var known = DeploymentPartitions.FlashSizes(target.Chip);
        var flash = (int)(top.Integer("flash-megabytes", 1, MaximumFlashMegabytes) ?? target.FlashMegabytes);
        if (!known.Contains(flash))
        {
            throw top.Wrong(
                "flash-megabytes",
                $"must be one of {string.Join(", ", known)}: the sizes of flash that nanoFramework's firmware has partitions for on this chip"
            );
        }

        var (address, size) = (Address(top), top.Size("deployment", 1, MaximumDeploymentBytes));
        var partitions = DeploymentPartitions.Of(target.Chip, flash);
        return target with
        {
            FlashMegabytes = flash,
            Partitions = address is { } fixedAddress
                ? [new DeploymentPartition(s_always, fixedAddress, size ?? partitions[0].Bytes, "the target's file")]
                : [.. partitions.Select(partition => partition with { Bytes = size ?? partition.Bytes })],
        };
    }

    private static long? Address(TomlSection top) =>
        top.Text("address") switch
        {
            null => null,
            { Length: > 2 and <= 10 } text
                when text.StartsWith("0x", StringComparison.Ordinal)
                    && uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
                    && address is > 0 and < (uint)MaximumDeploymentBytes
                    && address % FlashSector == 0 => address,
            _ => throw top.Wrong("address", $"must be a multiple of 0x{FlashSector:X} in flash, in quotes, such as \"0x1E0000\""),
        };

    /// <summary>What a user wrote, as an error may show it.</summary>
    public static string Shown(string text) => TomlDocument.Printable(text, MaximumName);

    private static IEnumerable<string> Names => Targets.All.Select(target => target.Name);
}
