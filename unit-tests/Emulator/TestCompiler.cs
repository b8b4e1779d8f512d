using Striate.Codegen.Compilation;
using Striate.Emulator;

namespace Striate.UnitTests.Emulator;

/// <summary>Compiles small C# programs as generated code is compiled.</summary>
internal static class TestCompiler
{
    public static byte[] Compile(string source, string name = "test") =>
        [.. CSharpCompiler.Compile(name, [new SourceText(name + ".cs", source)], [], allowUnsafe: true).Required().Image];

    public static Machine Load(string source, MachineOptions? options = null) => Machine.Load([Compile(source)], options);

    /// <summary>Runs <c>F</c> of class <c>P</c>.</summary>
    public static object? Run(string source, params object?[] arguments) => Load(source).Invoke("P", "F", arguments);
}
