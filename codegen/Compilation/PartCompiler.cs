using System.Collections.Immutable;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Platform.Checking;

namespace Striate.Codegen.Compilation;

/// <summary>Code in the assemblies that it was assigned to.</summary>
/// <param name="Code">The code.</param>
/// <param name="Assemblies">In load order: parts first, the network's assembly last.</param>
/// <param name="Trace">The per-layer CRCs.</param>
/// <param name="IlBytes">IL of all methods of <paramref name="Assemblies"/>.</param>
internal sealed record CompiledCode(GeneratedCode Code, ImmutableArray<CompiledAssembly> Assemblies, CompiledAssembly Trace, int IlBytes);

/// <summary>
/// Splits code over assemblies by what its classes really take, and compiles each class once where that is possible: parts
/// are filled by an estimate, and filled again where the compiler's figures differ. Plans of one network have most of their
/// classes in common, so one compiler serves all of them.
/// </summary>
internal sealed class PartCompiler
{
    // Bytes of IL that a character of C# becomes, where nothing is predicted: loops over whole layers, which are short.
    private const double UsualRatio = 0.42;

    private readonly Dictionary<string, int> _ilOfText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Compiled>> _compiled = new(StringComparer.Ordinal);

    /// <summary>Assigns, compiles and measures.</summary>
    /// <param name="whole">Code whose layer files are all in the main assembly.</param>
    /// <param name="progress">Gets the share that is done, from 0 to 1.</param>
    /// <param name="cancellation">Stops between two assemblies.</param>
    /// <exception cref="StriateException">The code does not compile: a fault of the generator.</exception>
    public CompiledCode Compile(GeneratedCode whole, Action<double>? progress, CancellationToken cancellation)
    {
        var code = Split(whole, progress, cancellation);
        var assemblies = new List<Compiled>();
        foreach (var name in PartsOf(code))
        {
            cancellation.ThrowIfCancellationRequested();
            assemblies.Add(Compile(code, name, assemblies));
        }

        var trace = Compile(code, code.TraceAssembly, assemblies);
        return new CompiledCode(code, [.. assemblies.Select(part => part.Assembly)], trace.Assembly, assemblies.Sum(part => part.IlBytes));
    }

    private GeneratedCode Split(GeneratedCode whole, Action<double>? progress, CancellationToken cancellation)
    {
        var layers = whole.Files.Where(file => file.Layer is not null).ToList();
        var text = layers.Sum(file => (double)file.Text.Length);
        if (new ClassSize(layers.Sum(Il), whole.TableBytes).Fits)
        {
            Compile(whole, whole.MainAssembly, []);
        }

        // The first part that holds something unknown: what it really holds fixes where the next one begins.
        while (layers.Exists(file => !_ilOfText.ContainsKey(file.Text)))
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Invoke(layers.Where(file => _ilOfText.ContainsKey(file.Text)).Sum(file => file.Text.Length) / text);
            var code = AssemblySplit.Parts(whole, Il);
            var earlier = new List<Compiled>();
            foreach (var name in PartsOf(code))
            {
                var isKnown = code
                    .Files.Where(file => file.Assembly == name)
                    .All(file => file.Layer is null || _ilOfText.ContainsKey(file.Text));
                earlier.Add(Compile(code, name, earlier));
                if (!isKnown)
                {
                    break;
                }
            }
        }

        return !new ClassSize(layers.Sum(Il), 0).Fits || AssemblySplit.IsNeeded(Compile(whole, whole.MainAssembly, []).Metrics)
            ? AssemblySplit.Parts(whole, Il)
            : whole;
    }

    private static ImmutableArray<string> PartsOf(GeneratedCode code) => code.Assemblies;

    private int Il(GeneratedFile file) =>
        _ilOfText.TryGetValue(file.Text, out var il) ? il
        : file.IlBytes > 0 ? file.IlBytes
        : (int)(file.Text.Length * UsualRatio);

    private Compiled Compile(GeneratedCode code, string name, IReadOnlyList<Compiled> others)
    {
        var files = code.Files.Where(file => file.Assembly == name).ToImmutableArray();
        // An assembly that is not referred to would only be read.
        var references = others
            .Where(other => other.Classes.Any(type => files.Any(file => file.Text.Contains(type, StringComparison.Ordinal))))
            .ToImmutableArray();
        if (!_compiled.TryGetValue(name, out var same))
        {
            _compiled.Add(name, same = []);
        }

        var known = same.Find(compiled =>
            compiled.Files.Select(file => file.Text).SequenceEqual(files.Select(file => file.Text))
            && compiled.References.SequenceEqual(references)
        );
        if (known is null)
        {
            var assembly = CSharpCompiler
                .Compile(
                    name,
                    [.. files.Select(file => new SourceText(file.Name, file.Text))],
                    [.. references.Select(reference => reference.Assembly)]
                )
                .Required();
            same.Add(known = new Compiled(files, references, assembly, AssemblyMetrics.Of(assembly.Image)));
            Remember(code, known);
        }

        return known;
    }

    private void Remember(GeneratedCode code, Compiled compiled)
    {
        var il = compiled.Metrics.Methods.ToLookup(method => method.Type, method => method.IlBytes, StringComparer.Ordinal);
        foreach (var file in compiled.Files.Where(file => file.Layer is not null))
        {
            _ilOfText[file.Text] = il[code.Namespace + "." + file.ClassName].Sum();
        }
    }

    /// <summary>A compiled assembly, and what it was made of.</summary>
    private sealed record Compiled(
        ImmutableArray<GeneratedFile> Files,
        ImmutableArray<Compiled> References,
        CompiledAssembly Assembly,
        AssemblyMetrics Metrics
    )
    {
        public int IlBytes => Metrics.IlBytes;

        public ImmutableArray<string> Classes { get; } = [.. Files.Select(file => file.ClassName)];
    }
}
