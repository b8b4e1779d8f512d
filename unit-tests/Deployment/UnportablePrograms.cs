using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Platform;
using Striate.Platform.Deployment;
using Striate.UnitTests.Platform;
using Diagnostic = Striate.Platform.Diagnostic;

namespace Striate.UnitTests.Deployment;

/// <summary>Small programs that compile and that no .pe can hold.</summary>
internal static class UnportablePrograms
{
    private const string Library = """
        public enum E { One = 1 }
        public class AAttribute : System.Attribute { public AAttribute(E x) { } }
        public class L { }
        public static class M { public static void F(L[] x) { } }
        """;

    /// <summary>Signatures of parameters that are all different, beside data that nearly fills their table.</summary>
    public static ImmutableArray<Diagnostic> Signatures()
    {
        var methods = Enumerable
            .Range(0, 40)
            .Select(method =>
                $"static void F{method}({string.Join(", ", Enumerable.Range(0, 200).Select(i => $"{((i * (method + 3) * 7919 >> 5 & 1) == 0 ? "int" : "byte")} a{i}"))}) {{ }}"
            );
        return Write(CheckedPrograms.Compile($"{CheckedPrograms.Initialiser(59_992)} static class Q {{ {string.Concat(methods)} }}"));
    }

    /// <summary>More types than two bytes less two bits can number, with few names.</summary>
    public static ImmutableArray<Diagnostic> Types()
    {
        var types = string.Concat(Enumerable.Range(0, 129).Select(i => $"interface I{i} {{ }} "));
        return Write(CheckedPrograms.Compile(string.Concat(Enumerable.Range(0, 128).Select(i => $"namespace N{i} {{ {types} }}\n"))));
    }

    public static ImmutableArray<Diagnostic> Resource() =>
        Write(Compile("class P { }", [], new ResourceDescription("text", () => new MemoryStream([1, 2, 3]), isPublic: true)));

    public static ImmutableArray<Diagnostic> AttributeOfObject() =>
        Write(CheckedPrograms.Compile("class BAttribute : System.Attribute { public BAttribute(object x) { } } [B(1)] class P { }"));

    public static ImmutableArray<Diagnostic> Modifier() =>
        Write(
            CheckedPrograms.Compile(
                "namespace System.Runtime.InteropServices { public class InAttribute : Attribute { } } interface I { int F(in int x); }"
            )
        );

    public static ImmutableArray<Diagnostic> TwoTypesOfOneName()
    {
        MetadataReference Named(string name) =>
            MetadataReference.CreateFromImage(
                CheckedPrograms.Compile("public class X { public static int F; }", name),
                new MetadataReferenceProperties(aliases: [name])
            );
        return Write(
            Compile("extern alias one; extern alias two; class P { int F() { return one::X.F + two::X.F; } }", [Named("one"), Named("two")])
        );
    }

    /// <summary>A type that only the signature of a called method names.</summary>
    public static ImmutableArray<Diagnostic> LostReference() => Write(OfLibrary("class P { void F() { M.F(null); } }"));

    public static ImmutableArray<Diagnostic> UnknownEnumeration() =>
        PortableAssembly.Write(OfLibrary("[A(E.One)] class P { }"), []).Diagnostics;

    public static ImmutableArray<Diagnostic> CoreLibrary() => Write(ReferenceAssemblies.Get(ReferenceAssemblies.CoreLibrary).Image);

    private static ImmutableArray<Diagnostic> Write(ImmutableArray<byte> image) => PortableAssembly.Write(image).Diagnostics;

    private static ImmutableArray<byte> OfLibrary(string source) =>
        Compile(source, [MetadataReference.CreateFromImage(CheckedPrograms.Compile(Library, "library"))]);

    private static ImmutableArray<byte> Compile(
        string source,
        IEnumerable<MetadataReference> references,
        params ResourceDescription[] resources
    )
    {
        var compilation = CSharpCompilation.Create(
            "program",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp10))],
            [.. ReferenceAssemblies.All.Select(assembly => MetadataReference.CreateFromImage(assembly.Image)), .. references],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                deterministic: true
            )
        );
        using var image = new MemoryStream();
        var result = compilation.Emit(image, manifestResources: resources);
        result.Success.ShouldBeTrue(string.Join("\n", result.Diagnostics));
        return [.. image.ToArray()];
    }
}
