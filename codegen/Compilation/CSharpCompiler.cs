using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Striate.Platform;
using Diagnostic = Striate.Platform.Diagnostic;
using Location = Striate.Platform.Location;

namespace Striate.Codegen.Compilation;

/// <summary>C# to an assembly for nanoFramework 1.x, in this process.</summary>
public static class CSharpCompiler
{
    // Language version 10 and the feature keep the compiler from putting attribute classes into the assembly: they cost
    // 120 bytes each and shift the numbers of methods.
    private static readonly CSharpParseOptions s_parseOptions = CSharpParseOptions
        .Default.WithPreprocessorSymbols(AssembliesSymbol)
        .WithLanguageVersion(LanguageVersion.CSharp10)
        .WithFeatures([KeyValuePair.Create("noRefSafetyRulesAttribute", "true")]);

    /// <summary>
    /// Defined where each folder of generated code is an assembly of its own: what they call in each other is public then, not internal.
    /// </summary>
    public const string AssembliesSymbol = "STRIATE_ASSEMBLIES";

    private static readonly EmitOptions s_emitOptions = new(metadataOnly: false, includePrivateMembers: true);

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_platform = new(() =>
        [.. ReferenceAssemblies.All.Select(assembly => MetadataReference.CreateFromImage(assembly.Image))]
    );

    /// <summary>
    /// Compiles sources at language version 10, optimised and deterministic, against the reference assemblies of the
    /// platform and the references given. The same input gives the same bytes.
    /// </summary>
    /// <param name="assemblyName">Simple name of the assembly.</param>
    /// <param name="sources">At least one file; their order fixes the order of types.</param>
    /// <param name="references">Other assemblies of the application.</param>
    /// <param name="executable">True for an assembly with a Main.</param>
    /// <param name="allowUnsafe">Lets pointers through the compiler, for the checker to find.</param>
    /// <param name="languageVersion">Newer ones compile too, as long as the libraries hold what they need.</param>
    /// <param name="coreLibrary">A CoreLibrary to compile against in place of the platform's reference assemblies.</param>
    /// <returns>The assembly, or the compiler's errors as STR1101.</returns>
    public static CompilationResult Compile(
        string assemblyName,
        IReadOnlyList<SourceText> sources,
        IReadOnlyList<CompiledAssembly> references,
        bool executable = false,
        bool allowUnsafe = false,
        LanguageVersion languageVersion = LanguageVersion.CSharp10,
        ImmutableArray<byte>? coreLibrary = null
    )
    {
        var parseOptions = s_parseOptions.WithLanguageVersion(languageVersion);
        var compilation = CSharpCompilation.Create(
            assemblyName,
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, parseOptions, source.Path)),
            [
                .. coreLibrary is { } library ? [MetadataReference.CreateFromImage(library)] : s_platform.Value,
                .. references.Select(reference => MetadataReference.CreateFromImage(reference.Image)),
            ],
            new CSharpCompilationOptions(
                executable ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                deterministic: true,
                allowUnsafe: allowUnsafe,
                concurrentBuild: true
            )
        );

        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: s_emitOptions);
        return result.Success
            ? new CompilationResult(new CompiledAssembly(assemblyName, ImmutableArray.Create(image.ToArray())), [])
            : new CompilationResult(null, ErrorsOf(result.Diagnostics));
    }

    private static ImmutableArray<Diagnostic> ErrorsOf(ImmutableArray<Microsoft.CodeAnalysis.Diagnostic> diagnostics) =>
        [
            .. diagnostics
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                .Select(diagnostic => (diagnostic, span: diagnostic.Location.GetLineSpan()))
                .OrderBy(pair => pair.span.Path, StringComparer.Ordinal)
                .ThenBy(pair => pair.span.StartLinePosition)
                .ThenBy(pair => pair.diagnostic.Id, StringComparer.Ordinal)
                .Select(pair =>
                    Diagnostic.Create(
                        DiagnosticNumbers.CompileError,
                        Location.Source(pair.span.Path, pair.span.StartLinePosition.Line + 1, pair.span.StartLinePosition.Character + 1),
                        $"{pair.diagnostic.Id}: {pair.diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}"
                    )
                ),
        ];
}
