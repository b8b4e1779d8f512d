using System.Collections.Immutable;
using Striate.Codegen.Compilation;
using Striate.Platform;
using Striate.Platform.Checking;

namespace Striate.UnitTests.Platform;

public class ConstructChecksTests
{
    [Theory]
    [InlineData("STR1301", "class P { static T F<T>(T x) => x; static int G() => F(7); }")]
    [InlineData("STR1302", "class C<T> { T X; }")]
    [InlineData("STR1303", "class P { static int[,] A; }")]
    [InlineData("STR1303", "class P { static object F() => new int[2, 2]; }")]
    [InlineData("STR1304", "interface I { int F(int x) { return x * 9; } }")]
    [InlineData("STR1305", "class P { unsafe static int F(int[] a) { fixed (int* q = a) { return q[0]; } } }")]
    [InlineData("STR1305", "class P { unsafe static int* F; }")]
    [InlineData("STR1306", "class P { unsafe static int F() { int* q = stackalloc int[4]; q[0] = 3; return q[0]; } }")]
    [InlineData("STR1307", "class P { static int F(in int x) => x + 1; }")]
    [InlineData("STR1501", "class P { static int F(int a, int b) => a / b; }")]
    [InlineData("STR1501", "class P { static long F(long a) => a % -1; }")]
    [InlineData("STR1501", "class P { static uint F(uint a, uint b) => a % b; }")]
    [InlineData("STR1501", "class P { static int F(int a, bool c) => a / (c ? 2 : 0); }")]
    [InlineData("STR1502", "class P { static int F(int a) => checked(a + 1); }")]
    [InlineData("STR1502", "class P { static sbyte F(int a) => checked((sbyte)a); }")]
    [InlineData("STR1503", "class P { static float F(float a, float b) => a / b; }")]
    [InlineData("STR1503", "class P { static double[] A; static double F(double a) => a / A[0]; }")]
    [InlineData("STR1504", "class P { static int F(float a) => (int)a; }")]
    [InlineData("STR1504", "class P { float x; long F() => (long)(x * 2); }")]
    [InlineData("STR1505", "class P { static string F() => \"a\\0b\"; }")]
    public void A_construct_is_reported_by_its_number(string number, string program)
    {
        var diagnostics = CheckedPrograms.Check(program);

        diagnostics.ShouldContain(diagnostic => diagnostic.Number == number);
        diagnostics.ShouldAllBe(diagnostic => diagnostic.Location.Kind != LocationKind.Assembly && diagnostic.Remedy.Length > 0);
    }

    [Theory]
    [InlineData("class P { static readonly sbyte[][] A = { new sbyte[] { 1, 2, 3, 4, 5 }, null }; }")]
    [InlineData("class P { static int F(int a, long b, float c) => a / 3 + (int)(b % 10) + a / 7 % 5; }")]
    [InlineData("class P { static float F(float a) => a / 2f + a / 3; }")]
    [InlineData("class P { static long F(long a) => a / 10 - a % 1000000000000L; }")]
    [InlineData(
        "struct S { public int X; } class P { static S[] A; static void F(ref S s, out int y) { ref S r = ref A[1]; r = s; y = r.X; } }"
    )]
    [InlineData("using System; class P { static int F(Func f) => f(3); delegate int Func(int x); int G(int x) => x; int H() => F(G); }")]
    [InlineData("using System; class P { static string F(int a) => a.ToString() + \"x\" + DateTime.UtcNow.Ticks; }")]
    [InlineData("class P { static int F(int[] a) { foreach (var x in a) { if (x > 3) { return x; } } return a.Length; } }")]
    [InlineData(
        "class P { static int F(string s) { try { return s.Length; } catch (System.Exception e) when (e.Message == null) { return 1; } finally { s = null; } } }"
    )]
    [InlineData("using System.Threading; class P { static void F() { lock (typeof(P)) { Thread.Sleep(10); } } }")]
    [InlineData("class P { static int F(int x, int y) => x switch { 0 => 5, 1 => y, _ => throw new System.ArgumentException() }; }")]
    public void What_works_is_not_reported(string program) => CheckedPrograms.Check(program).ShouldBeEmpty();

    [Fact]
    public void An_assembly_of_the_desktop_is_reported() =>
        AssemblyChecker
            .Check(ImmutableArray.Create(File.ReadAllBytes(typeof(AssemblyChecker).Assembly.Location)))
            .ShouldContain(diagnostic => diagnostic.Number == "STR1401" && diagnostic.Message.Contains("'System.Runtime'"));

    [Theory]
    [InlineData("public class Lib { }", "refers to 'Int32 F(Int32)' of 'Lib', which 'lib' does not hold")]
    [InlineData("public class Lib { public static long F(int x) => x; }", "refers to 'Int32 F(Int32)' of 'Lib', which 'lib' does not hold")]
    [InlineData("public class Other { }", "refers to type 'Lib', which 'lib' does not hold")]
    public void A_reference_to_a_missing_member_is_reported(string otherLibrary, string message)
    {
        var library = CheckedPrograms.Compile("public class Lib { public static int F(int x) => x; }", "lib");
        var program = CheckedPrograms.Compile("class P { static int F() => Lib.F(3); }", "program", new CompiledAssembly("lib", library));

        AssemblyChecker.Check(library, program).ShouldBeEmpty();
        AssemblyChecker
            .Check(CheckedPrograms.Compile(otherLibrary, "lib"), program)
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("STR1402 assembly 'program': " + message);
    }

    [Fact]
    public void Assemblies_that_were_not_given_are_missing()
    {
        var library = CheckedPrograms.Compile("public class Lib { public static int F(int x) => x; }", "lib");
        var program = CheckedPrograms.Compile("class P { static int F() => Lib.F(3); }", "program", new CompiledAssembly("lib", library));

        AssemblyChecker.Check(program).ShouldHaveSingleItem().Number.ShouldBe("STR1401");
    }

    [Fact]
    public void Types_that_the_device_does_not_hold_are_missing() =>
        CheckedPrograms
            .Check("class P { static object F() => System.DBNull.Value; }")
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("STR1402 assembly 'program': uses type 'System.DBNull', which is for the compiler and not on the device");

    [Fact]
    public void Damaged_images_are_reported()
    {
        var image = CheckedPrograms.Compile(CheckedPrograms.Locals(20));

        AssemblyChecker.Check(ImmutableArray<byte>.Empty).ShouldHaveSingleItem().Number.ShouldBe("STR1403");
        AssemblyChecker.Check(ImmutableArray.Create("not an assembly"u8)).ShouldHaveSingleItem().Number.ShouldBe("STR1403");
        for (var length = 0; length < image.Length / 2; length += 61)
        {
            AssemblyChecker.Check(image[..length]).ShouldContain(diagnostic => diagnostic.Number == "STR1403", $"cut after {length} bytes");
        }
    }

    [Fact]
    public void Altered_images_never_break_the_checker()
    {
        var image = CheckedPrograms.Compile(CheckedPrograms.Switch(20));
        for (var at = 0; at < image.Length; at += 13)
        {
            AssemblyChecker.Check(image.SetItem(at, (byte)~image[at]));
        }
    }
}
