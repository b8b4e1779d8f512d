using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Emulator;

namespace Striate.UnitTests.Emulator;

/// <summary>Compiles small C# programs as generated code is compiled; LangVersion 10, optimised, deterministic.</summary>
internal static class TestCompiler
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Console.dll" or "System.Runtime.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];

    public static byte[] Compile(string source, string name = "test")
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp10))],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true, allowUnsafe: true));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        result.Success.ShouldBeTrue(string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }

    public static Machine Load(string source, MachineOptions? options = null) =>
        Machine.Load([Compile(source)], options);
}
