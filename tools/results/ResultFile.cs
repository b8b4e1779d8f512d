using System.Text.Json;
using Striate.Model.Packaging;

namespace Striate.Results;

/// <summary>Files of results, which anyone may have written.</summary>
internal static class ResultFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="longest">Bytes that it may have.</param>
    /// <param name="content">What it should hold, for messages.</param>
    /// <param name="remedy">What makes such a file.</param>
    /// <exception cref="StriateException">There is none, or it holds something else.</exception>
    public static T Read<T>(string path, int longest, JsonSerializerOptions options, string content, string remedy)
        where T : class
    {
        if (!File.Exists(path))
        {
            throw new StriateException(
                ErrorKind.BadFile,
                $"{path}: {(Directory.Exists(path) ? "is a folder, not a file" : "no such file")}; {remedy}"
            );
        }

        if (new FileInfo(path).Length > longest)
        {
            throw new StriateException(
                ErrorKind.BadFile,
                FormattableString.Invariant($"{path}: more than {longest:N0} bytes, so it holds no {content}")
            );
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), options) ?? throw new JsonException("null");
        }
        catch (JsonException problem)
        {
            throw new StriateException(ErrorKind.BadFile, $"{path}, {JsonPlace.Of(problem)}: not the JSON of {content}; {remedy}");
        }
    }

    /// <summary>Whether a text stays what it is in a cell of a Markdown table.</summary>
    public static bool IsPlain(string text) =>
        text.Length <= 1000 && !text.Any(character => char.IsControl(character) || character is '|' or '`' or '<');
}
