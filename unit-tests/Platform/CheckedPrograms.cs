using System.Collections.Immutable;
using System.Text;
using Striate.Codegen.Compilation;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Platform;

/// <summary>Small programs for the checker.</summary>
internal static class CheckedPrograms
{
    public static ImmutableArray<byte> Compile(string source, string name = "program", params CompiledAssembly[] references) =>
        CSharpCompiler.Compile(name, [new SourceText("program.cs", source)], references, allowUnsafe: true).Required().Image;

    /// <summary>So many assemblies that refer to mscorlib alone, and one more with a source where there is one.</summary>
    public static ImmutableArray<byte>[] Assemblies(int count, string? last = null)
    {
        var all = Enumerable.Range(0, count).Select(number => Compile("class P { }", $"p{number}"));
        return last is null ? [.. all] : [.. all, Compile(last, "last")];
    }

    public static ImmutableArray<Diagnostic> Check(string source) => AssemblyChecker.Check(Compile(source));

    /// <summary>A method whose locals are all alive at once.</summary>
    public static string Locals(int count)
    {
        var body = new StringBuilder();
        Repeat(body, count, i => $"int v{i} = z + {i};\n");
        body.Append("int r = 0;\n");
        Repeat(body, count, i => $"r = r * 31 + v{i};\n");
        Repeat(body, count, i => $"r = r * 31 - v{i};\n");
        return $"class P {{ static int F(int z) {{ {body} return r; }} }}";
    }

    /// <summary>An expression that needs that many entries on the evaluation stack.</summary>
    public static string Stack(int depth) =>
        $"class P {{ static int F(int z) => {string.Concat(Enumerable.Repeat("z - (", depth - 1))}z{new string(')', depth - 1)}; }}";

    public static string StaticFields(int count) =>
        $"class P {{ {Join(count, i => $"public static int F{i};")} public const int Constant = 1; }}";

    public static string InstanceFields(int count) => $"class P {{ {Join(count, i => $"public int F{i};")} }}";

    public static string StaticMethods(int count) => $"static class P {{ {Join(count, i => $"static void F{i}() {{ }}")} }}";

    public static string Arguments(int count) =>
        $"class P {{ static void F({string.Join(", ", Enumerable.Range(0, count).Select(i => $"int a{i}"))}) {{ }} }}";

    public static string Switch(int count) =>
        $"class P {{ static int F(int x) {{ switch (x) {{ {Join(count, i => $"case {i}: return {(i * 7919) % 1000};")} default: return -1; }} }} }}";

    public static string Handlers(int count) =>
        $"class P {{ static int x; static void F() {{ {Join(count, _ => "try { x++; } catch { x--; }")} }} }}";

    /// <summary>Methods of about 10 bytes of IL per statement.</summary>
    public static string Statements(int methods, int statements) =>
        $"class P {{ {Join(methods, m => $"static int F{m}(int x) {{ {Join(statements, i => $"x = (x * {1000 + i}) ^ x;")} return x; }}")} }}";

    /// <summary>An array of longs: an eighth of the elements to compile.</summary>
    public static string Initialiser(int bytes) =>
        $"class P {{ static readonly long[] T = {{ {string.Join(",", Enumerable.Range(0, bytes / 8).Select(i => i % 100))} }}; }}";

    public static string Text(int length) => $"class P {{ static string F() => \"{new string('x', length)}\"; }}";

    private static string Join(int count, Func<int, string> part) => string.Concat(Enumerable.Range(0, count).Select(part));

    private static void Repeat(StringBuilder text, int count, Func<int, string> part)
    {
        for (var i = 0; i < count; i++)
        {
            text.Append(part(i));
        }
    }
}
