using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen;

namespace Striate.UnitTests.Codegen;

/// <summary>
/// Generated code as a project of a computer compiles it: all files in one assembly, against the .NET that the tests run on.
/// </summary>
internal static class DesktopProject
{
    private static readonly ImmutableArray<MetadataReference> s_framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles and loads it.</summary>
    public static Assembly Load(GeneratedCode code)
    {
        using var image = new MemoryStream();
        var result = CSharpCompilation
            .Create(
                "Desktop",
                code.Files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Name)),
                s_framework,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release)
            )
            .Emit(image);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        image.Position = 0;
        return new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
    }
}
