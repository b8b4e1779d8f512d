using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using Striate.Codegen.Compilation;

namespace Striate.UnitTests.Compilation;

/// <summary>The small programs of <c>unit-tests/nanoclr</c>, with what the real runtime did with them.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="Converts">Whether it compiles against the real libraries and the metadata processor takes it.</param>
/// <param name="PeBytes">Size of its .pe.</param>
/// <param name="Completes">Whether it ran to its END line.</param>
/// <param name="Output">What it printed before that line.</param>
/// <param name="Instructions">Instructions beyond those of an empty program.</param>
public sealed record KnownProgram(string Name, bool Converts, int PeBytes, bool Completes, ImmutableArray<string> Output, long Instructions)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "nanoclr");

    public static ImmutableArray<KnownProgram> All { get; } = ReadAll();

    public static KnownProgram Get(string name) => All.Single(program => program.Name == name);

    public static CompilationResult CompileConvolutions() => Compile("convolution_shapes", "convolution_shapes.cs.txt");

    public CompilationResult Compile() => Compile(Name, Name + ".cs");

    public override string ToString() => Name;

    private static CompilationResult Compile(string name, string file)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "programs", file));
        var language = name is "collection_expr" or "primary_ctor" ? LanguageVersion.CSharp12 : LanguageVersion.CSharp10;
        return CSharpCompiler.Compile(name, [new SourceText(file, text)], [], executable: true, allowUnsafe: true, language);
    }

    private static ImmutableArray<KnownProgram> ReadAll()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json")));
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static KnownProgram Read(JsonElement program)
    {
        var converts = program.GetProperty("converts").GetBoolean();
        var completes = converts && program.GetProperty("completes").GetBoolean();
        return new KnownProgram(
            program.GetProperty("program").GetString()!,
            converts,
            converts ? program.GetProperty("peBytes").GetInt32() : 0,
            completes,
            converts ? [.. program.GetProperty("output").EnumerateArray().Select(line => line.GetString()!)] : [],
            completes ? program.GetProperty("instructions").GetInt64() : 0
        );
    }
}
