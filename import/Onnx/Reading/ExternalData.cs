using System.Globalization;

namespace Striate.Import.Onnx.Reading;

/// <summary>Weights that stand in files beside the model, within its folder.</summary>
/// <param name="folder">The model's folder; null: none is looked into.</param>
internal sealed class ExternalData(string? folder)
{
    // Tensors may share bytes, as long as reading them takes no multiple of what the files hold.
    private const int MostReadings = 4;

    private readonly Dictionary<string, byte[]> _files = [];
    private long _read;

    /// <summary>Full paths of the files that were read.</summary>
    public IEnumerable<string> Files =>
        _files.Keys.Select(location => Path.GetFullPath(Path.Combine(folder!, location))).Order(StringComparer.Ordinal);

    /// <summary>Bytes of all files that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>The bytes of one tensor.</summary>
    /// <param name="entries">Location, offset and length, as the file has them.</param>
    /// <param name="what">The tensor, for errors.</param>
    /// <exception cref="ImportException">The file is missing, outside the folder or too short.</exception>
    public ReadOnlyMemory<byte> Of(IReadOnlyList<(string Key, string Value)> entries, string what)
    {
        var location = entries.LastOrDefault(entry => entry.Key == "location").Value ?? "";
        var file = FileOf(location, what);
        var offset = NumberOf(entries, "offset", what) ?? 0;
        var length = NumberOf(entries, "length", what) ?? file.Length - offset;
        if (offset > file.Length || length < 0 || length > file.Length - offset)
        {
            throw Problems.Damaged($"{what} takes {length} bytes at {offset} of '{OnnxReader.Clean(location)}', which has {file.Length}");
        }

        _read += length;
        return _read <= MostReadings * Bytes
            ? file.AsMemory((int)offset, (int)length)
            : throw Problems.Damaged(
                $"tensors up to {what} take {_read} bytes out of files of {Bytes}; {MostReadings} times as many are supported",
                remedy: "save the model again: its tensors share their bytes"
            );
    }

    private static long? NumberOf(IReadOnlyList<(string Key, string Value)> entries, string key, string what)
    {
        var text = entries.LastOrDefault(entry => entry.Key == key).Value;
        return text is null ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Problems.Damaged($"{what} has {key} '{OnnxReader.Clean(text)}', which is not a number");
    }

    private byte[] FileOf(string location, string what)
    {
        if (_files.TryGetValue(location, out var known))
        {
            return known;
        }

        var name = $"'{OnnxReader.Clean(location)}'";
        if (folder is null || !IsWithin(folder, location))
        {
            throw Problems.Damaged(
                $"{what} stands in {name}, which is not a file within the model's folder",
                remedy: "keep the weights in the model's folder, or save them within the model file"
            );
        }

        var path = Path.GetFullPath(Path.Combine(folder, location));
        var entry = new FileInfo(path);
        if (HasLink(Path.GetFullPath(folder), path) || !entry.Exists)
        {
            throw Problems.Damaged(
                $"{what} stands in {name}, which {(entry.Exists ? "is a link, or behind one" : "is not there")}",
                remedy: "copy the file with the weights beside the model"
            );
        }

        // A pipe that nobody writes to would be waited for: pipes and devices have no length, and are not opened.
        if (entry.Length == 0)
        {
            return _files[location] = [];
        }

        Bytes += entry.Length;
        if (Bytes > ModelImporter.MaximumFileBytes)
        {
            throw Problems.Damaged(
                $"{name} and the other files of weights have {Bytes} bytes; at most {ModelImporter.MaximumFileBytes} are allowed"
            );
        }

        return _files[location] = File.ReadAllBytes(path);
    }

    private static bool HasLink(string folder, string path)
    {
        var way = folder;
        foreach (var part in Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar))
        {
            way = Path.Combine(way, part);
            if (new FileInfo(way).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWithin(string folder, string location)
    {
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location))
        {
            return false;
        }

        var root = Path.GetFullPath(folder) is var full && Path.EndsInDirectorySeparator(full) ? full : full + Path.DirectorySeparatorChar;
        return Path.GetFullPath(Path.Combine(root, location)).StartsWith(root, StringComparison.Ordinal);
    }
}
