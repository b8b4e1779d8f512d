using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Striate.Codegen.Compilation;

/// <summary>Generated code as one assembly for computers, .NET 8 or later, with its comments.</summary>
/// <param name="Image">The assembly.</param>
/// <param name="Documentation">The comments of what is public, as XML.</param>
public sealed record DesktopLibrary(ImmutableArray<byte> Image, ImmutableArray<byte> Documentation)
{
    private const string Framework = "System.Runtime.dll";

    private static readonly Lazy<MetadataReference> s_framework = new(() =>
    {
        using var stream = typeof(DesktopLibrary).Assembly.GetManifestResourceStream(Framework)!;
        return MetadataReference.CreateFromStream(stream);
    });

    /// <summary>Compiles all files but the trace. The same input gives the same bytes.</summary>
    /// <param name="code">The code.</param>
    /// <param name="assemblyName">Simple name of the assembly.</param>
    /// <param name="version">Its version.</param>
    /// <param name="informationalVersion">Its version as text.</param>
    /// <exception cref="StriateException">The code does not compile: a fault of the generator.</exception>
    public static DesktopLibrary Compile(GeneratedCode code, string assemblyName, Version version, string informationalVersion)
    {
        string[] attributes =
        [
            $"System.Reflection.AssemblyVersion(\"{version}\")",
            $"System.Reflection.AssemblyInformationalVersion({SymbolDisplay.FormatLiteral(informationalVersion, quote: true)})",
            "System.Runtime.Versioning.TargetFramework(\".NETCoreApp,Version=v8.0\")",
            "System.CLSCompliant(true)",
        ];
        var options = new CSharpParseOptions(LanguageVersion.CSharp10, DocumentationMode.Diagnose);
        var compilation = CSharpCompilation.Create(
            assemblyName,
            code.Files.Where(file => file.Assembly != code.TraceAssembly)
                .Select(file => CSharpSyntaxTree.ParseText(file.Text, options, $"{file.Assembly}/{file.Name}"))
                .Append(
                    CSharpSyntaxTree.ParseText(
                        string.Concat(attributes.Select(attribute => $"[assembly: {attribute}]\n")),
                        options,
                        "Assembly.cs"
                    )
                ),
            [s_framework.Value],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                deterministic: true
            )
        );
        using MemoryStream image = new(),
            documentation = new();
        var result = compilation.Emit(image, xmlDocumentationStream: documentation, options: new EmitOptions(includePrivateMembers: true));
        return result.Success
            ? new DesktopLibrary([.. image.ToArray()], [.. documentation.ToArray()])
            : throw new StriateException(
                ErrorKind.Internal,
                $"generated code does not compile for .NET 8: {result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)}"
            );
    }
}
