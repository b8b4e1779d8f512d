using System.Text.Json.Serialization;

namespace Striate.Import;

/// <summary>Why a model, or a part of it, is not taken over.</summary>
/// <param name="Number">STR18xx; the registry of diagnostics explains it.</param>
/// <param name="Location">The operator or tensor; "file" for the whole.</param>
/// <param name="Reason">What is wrong, with its figures; one line.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record ImportProblem(string Number, string Location, string Reason, string Remedy)
{
    // Names and lists come out of the file: no line is longer than people read.
    private const int MostCharacters = 300;

    /// <summary>The operator or tensor; "file" for the whole.</summary>
    [JsonPropertyName("place")]
    public string Location { get; init; } = Cut(Location);

    /// <summary>What is wrong, with its figures; one line.</summary>
    public string Reason { get; init; } = Cut(Reason);

    /// <inheritdoc/>
    public override string ToString() => $"{Number} {Location}: {Reason}; {Remedy}";

    private static string Cut(string text)
    {
        var line = text.Any(char.IsControl) ? string.Concat(text.Select(character => char.IsControl(character) ? '?' : character)) : text;
        return line.Length <= MostCharacters ? line : line[..MostCharacters] + "...";
    }
}

/// <summary>A model is not taken over: one line with file, operator, reason and remedy.</summary>
/// <param name="problem">Why.</param>
/// <param name="inner">What reported it.</param>
/// <param name="file">The model file; null where only its bytes are known.</param>
public sealed class ImportException(ImportProblem problem, Exception? inner = null, string? file = null)
    : StriateException(ErrorKind.BadFile, file is null ? problem.ToString() : $"{file}: {problem}", inner)
{
    /// <summary>Why.</summary>
    public ImportProblem Problem { get; } = problem;
}
