using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Striate.UnitTests;

/// <summary>Which source files of a project use names that other files of it declare, as the C# compiler resolves them.</summary>
/// <param name="Folder">Folder of the project.</param>
/// <param name="Uses">One for each name in a file that another file declares.</param>
internal sealed record SourceFolders(string Folder, ImmutableArray<NameUse> Uses)
{
    private const string GlobalUsings =
        "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ImmutableArray<MetadataReference> s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Reads the sources below a folder.</summary>
    /// <param name="folder">Folder of a project.</param>
    /// <param name="assembly">Name of its assembly, which other assemblies let see what is internal.</param>
    public static SourceFolders Of(string folder, string assembly)
    {
        var trees = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: Path.GetRelativePath(folder, path).Replace('\\', '/')))
            .Where(tree => IsOwn(folder, tree.FilePath))
            .ToList();
        var others = s_references.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != assembly);
        var compilation = CSharpCompilation.Create(
            assembly,
            trees.Append(CSharpSyntaxTree.ParseText(GlobalUsings)),
            others,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        return new SourceFolders(
            folder,
            [.. trees.AsParallel().AsOrdered().SelectMany(tree => UsesIn(compilation.GetSemanticModel(tree), tree))]
        );
    }

    /// <summary>The folder of a file; <c>.</c> for that of the project.</summary>
    public static string FolderOf(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/') is { Length: > 0 } folder ? folder : ".";

    /// <summary>Whether a file belongs to the project and not to one in a folder below it.</summary>
    private static bool IsOwn(string folder, string file) =>
        file.Split('/') is [var first, ..]
        && first is not ("obj" or "bin")
        && !file.Split('/')
            .SkipLast(1)
            .Aggregate(
                (Path: folder, Found: false),
                (at, part) =>
                    (Path.Combine(at.Path, part), at.Found || Directory.EnumerateFiles(Path.Combine(at.Path, part), "*.csproj").Any())
            )
            .Found;

    /// <summary>Names that a file uses though its folder stands before the one that declares them, or that one is not listed.</summary>
    /// <param name="order">Folders; each may use those before it.</param>
    public IEnumerable<NameUse> Backward(IReadOnlyList<string> order)
    {
        var place = order
            .Select((folder, index) => (folder, index))
            .ToDictionary(pair => pair.folder, pair => pair.index, StringComparer.Ordinal);
        return Uses.Where(use =>
            place.GetValueOrDefault(FolderOf(use.User), -1) < place.GetValueOrDefault(FolderOf(use.Declarer), int.MaxValue)
        );
    }

    /// <summary>Groups of files that use each other, directly or by way of others; largest first.</summary>
    public IReadOnlyList<IReadOnlyList<string>> FileCycles()
    {
        var edges = Uses.GroupBy(use => use.User)
            .ToDictionary(group => group.Key, group => group.Select(use => use.Declarer).Distinct().ToList());
        var reach = edges.Keys.ToDictionary(file => file, file => Reachable(file, edges));
        return
        [
            .. edges
                .Keys.Where(file => reach[file].Contains(file))
                .GroupBy(file =>
                    string.Join(
                        '|',
                        reach[file].Where(other => reach.GetValueOrDefault(other)?.Contains(file) == true).Order(StringComparer.Ordinal)
                    )
                )
                .Select(group => group.Order(StringComparer.Ordinal).ToList())
                .OrderByDescending(group => group.Count),
        ];
    }

    private static HashSet<string> Reachable(string file, Dictionary<string, List<string>> edges)
    {
        var (found, waiting) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([file]));
        while (waiting.TryDequeue(out var next))
        {
            foreach (var other in edges.GetValueOrDefault(next, []).Where(found.Add))
            {
                waiting.Enqueue(other);
            }
        }

        return found;
    }

    private static IEnumerable<NameUse> UsesIn(SemanticModel model, SyntaxTree tree) =>
        from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        where !name.IsVar && name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null
        let declarers = DeclarersOf(model.GetSymbolInfo(name).Symbol)
        where !declarers.Any(file => FolderOf(file) == FolderOf(tree.FilePath) && declarers.Count > 1)
        from declarer in declarers
        where declarer != tree.FilePath
        select new NameUse(tree.FilePath, name.GetLocation().GetLineSpan().StartLinePosition.Line + 1, name.Identifier.Text, declarer);

    /// <summary>The files that declare a symbol; of what the compiler adds to a type those of the type.</summary>
    private static List<string> DeclarersOf(ISymbol? symbol) =>
        symbol switch
        {
            null or ILocalSymbol or IParameterSymbol or INamespaceSymbol => [],
            { DeclaringSyntaxReferences.IsEmpty: true, ContainingType: { } type } => DeclarersOf(type),
            _ =>
            [
                .. symbol
                    .OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath)
                    .Where(path => path.Length > 0)
                    .Distinct(),
            ],
        };
}

/// <summary>A name in a file that another one declares, or a member of what it declares.</summary>
internal readonly record struct NameUse(string User, int Line, string Name, string Declarer)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{User}({Line}): {Name} of {Declarer}");
}
