using Striate.Codegen.Compilation;
using Striate.Platform;

namespace Striate.UnitTests.Compilation;

public class CSharpCompilerTests
{
    public static TheoryData<KnownProgram> Completing => [.. KnownProgram.All.Where(program => program.Completes)];

    [Theory, MemberData(nameof(Completing))]
    public void Programs_that_run_on_the_device_compile(KnownProgram program) => program.Compile().Diagnostics.ShouldBeEmpty();

    [Theory]
    [InlineData("using System; class P { static ReadOnlySpan<byte> D => new byte[] { 1 }; }", "CS0246")]
    [InlineData("class P { static (int, int) F() => (1, 2); }", "CS8179")]
    [InlineData("record R(int X);", "CS0518")]
    [InlineData("class P { static int? X; }", "CS0518")]
    [InlineData("using System.Collections; class P { static IEnumerable F() { yield return 1; } }", "CS0656")]
    [InlineData("class P { static byte[] X = \"abc\"u8.ToArray(); }", "CS8936")]
    [InlineData("class P { static volatile int X; }", "CS0518")]
    [InlineData("using System.Collections.Generic; class P { }", "CS0234")]
    [InlineData("class P { static decimal X; }", "CS0518")]
    [InlineData("class P { static object F() => System.Math.Abs(1) + System.MathF.Sqrt(2); }", "CS0234")]
    public void Programs_outside_the_platform_do_not_compile(string source, string error)
    {
        var result = CSharpCompiler.Compile("program", [new SourceText("program.cs", source)], []);

        result.Success.ShouldBeFalse();
        result.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Number == "STR1101" && diagnostic.Severity == Severity.Error);
        result.Diagnostics.ShouldContain(diagnostic => diagnostic.Message.StartsWith(error));
    }

    [Fact]
    public void An_error_names_file_line_and_column() =>
        CSharpCompiler
            .Compile("program", [new SourceText("Model.cs", "class P\n{\n    int x = missing;\n}\n")], [])
            .Diagnostics.Single()
            .ToString()
            .ShouldBe("STR1101 Model.cs(3,13): CS0103: The name 'missing' does not exist in the current context");

    [Fact]
    public void Equal_sources_give_equal_bytes()
    {
        SourceText[] sources = [new("a.cs", "public class A { public static int F(int x) => x * 3; }"), new("b.cs", "class B : A { }")];

        var first = CSharpCompiler.Compile("program", sources, []).Required();
        var second = CSharpCompiler.Compile("program", sources, []).Required();

        first.Image.ShouldBe(second.Image);
    }

    [Fact]
    public void Nothing_is_injected_into_an_ordinary_assembly()
    {
        var assembly = CSharpCompiler
            .Compile("program", [new SourceText("a.cs", "public class A { static readonly sbyte[] T = { 1, 2, 3 }; }")], [])
            .Required();

        var types = System.Reflection.Assembly.Load([.. assembly.Image]).GetTypes().Select(type => type.Namespace).Distinct();

        types.ShouldBe([null]);
    }
}
