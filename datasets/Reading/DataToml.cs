using Striate.Toml;

namespace Striate.DataSets.Reading;

/// <summary>The file <c>data.toml</c> in a folder of data: what options say, once for all.</summary>
public static class DataToml
{
    /// <summary>Its name.</summary>
    public const string FileName = "data.toml";

    /// <summary>Whether a folder has the file.</summary>
    public static bool IsIn(string path) => Directory.Exists(path) && File.Exists(Path.Combine(path, FileName));

    /// <summary>Reads the file of a folder; without one, nothing is said.</summary>
    /// <param name="path">The folder, or a file of data, which has none.</param>
    /// <exception cref="StriateException">The file is wrong.</exception>
    public static DataOptions Read(string path)
    {
        if (!IsIn(path))
        {
            return new DataOptions();
        }

        var file = Path.Combine(path, FileName);
        using var stream = RegularFile.Open(file);
        var content = new byte[TomlDocument.MaximumBytes + 1];
        return Parse(content.AsSpan(0, stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)), file);
    }

    /// <summary>Reads the content of such a file.</summary>
    /// <exception cref="StriateException">It is wrong.</exception>
    public static DataOptions Parse(ReadOnlySpan<byte> content, string file)
    {
        try
        {
            var keys = TomlDocument.Parse(content, file, [""])[""];
            var options = OptionsOf(keys);
            keys.RefuseOthers();
            return options;
        }
        catch (StriateException problem)
        {
            throw new StriateException(ErrorKind.BadFile, problem.Message, problem);
        }
    }

    /// <summary>What a section with the keys of such a file says.</summary>
    /// <exception cref="StriateException">A value is wrong.</exception>
    public static DataOptions OptionsOf(TomlSection keys)
    {
        int? Number(string key, int minimum, int maximum) => (int?)keys.Integer(key, minimum, maximum);
        return new DataOptions
        {
            Window = Number("window", 1, DataOptions.MaximumWindow),
            Hop = Number("hop", 1, DataOptions.MaximumWindow),
            Rate = Number("rate", 1, DataOptions.MaximumRate),
            Size = keys.Text("size") is not { } size
                ? null
                : DataOptions.SizeOf(size)
                    ?? throw keys.Wrong("size", $"must be rows and columns in 1..{DataOptions.MaximumSide}, such as \"32x48\""),
            IsGrey = keys.Boolean("grey"),
            IsCropped = keys.Choice("fit", ["crop", "stretch"]) is { } fit ? fit == "crop" : null,
            Label = keys.Text("label"),
            Group = keys.Text("group"),
            Units = keys.Text("units") is { Length: > 64 }
                ? throw keys.Wrong("units", "must have at most 64 characters")
                : keys.Text("units"),
            Transform = InputTransforms.Of(keys.Choice("input-transform", [.. InputTransforms.Names])),
            Test = Number("test", 1, 90),
            Validation = Number("validation", 0, 90),
            SplitSeed = Number("split-seed", 0, int.MaxValue),
        };
    }
}
