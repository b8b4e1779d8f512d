using System.Collections.Immutable;
using System.Globalization;
using Striate.Codegen;
using Striate.Platform;

namespace Striate.Projects;

/// <summary>Projects to begin with: a folder with a project file, a page with the next commands, and what the kind needs.</summary>
public static class ProjectTemplate
{
    private const string DataFile = "data.toml";

    private const int MostLetters = 64;

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> s_files = new Dictionary<string, ImmutableArray<string>>
    {
        ["signal"] = [Project.FileName, "README.md", "model.network", DataFile],
        ["image"] = [Project.FileName, "README.md", "model.network", DataFile],
        ["import"] = [Project.FileName, "README.md"],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>The kinds: what a network reads, or a model that is there.</summary>
    public static ImmutableArray<string> Kinds { get; } = ["signal", "image", "import"];

    /// <summary>The files of a project, by their path in its folder.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="name">Name of the project and its package: a letter, then letters, digits, dashes and underscores; at most 64.</param>
    /// <param name="target">The board.</param>
    /// <param name="classes">Classes that the network tells apart; at least 2.</param>
    /// <exception cref="StriateException">There is no such kind, or the name is refused.</exception>
    public static ImmutableSortedDictionary<string, string> Files(string kind, string name, Target target, int classes)
    {
        if (!s_files.TryGetValue(kind, out var files))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"there is no template '{TargetFile.Shown(kind)}'; there are: {string.Join(", ", Kinds)}"
            );
        }

        if (!IsName(name))
        {
            throw new StriateException(
                ErrorKind.Usage,
                $"'{TargetFile.Shown(name)}' cannot name a project: a letter, then letters, digits, dashes and underscores, at most {MostLetters}; give --name"
            );
        }

        return files.ToImmutableSortedDictionary(
            file =>
                file switch
                {
                    DataFile => "data/" + DataFile,
                    "model.network" => name + ".network",
                    _ => file,
                },
            file =>
                Text(kind, file)
                    .Replace("{name}", name, StringComparison.Ordinal)
                    .Replace("{namespace}", NamespaceOf(name), StringComparison.Ordinal)
                    .Replace("{target}", target.Name, StringComparison.Ordinal)
                    .Replace("{classes}", classes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            StringComparer.Ordinal
        );
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MostLetters
        && char.IsAsciiLetter(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    // Of "heart-beat" HeartBeat; where that is none, the generator's own.
    private static string NamespaceOf(string name)
    {
        var text =
            string.Concat(name.Split('-', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]))
            + "Model";
        return GeneratorOptions.IsNamespace(text) ? text : new GeneratorOptions().Namespace;
    }

    private static string Text(string kind, string file)
    {
        using var stream =
            typeof(ProjectTemplate).Assembly.GetManifestResourceStream($"templates/{kind}/{file}")
            ?? throw new InvalidOperationException($"the template {kind}/{file} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
