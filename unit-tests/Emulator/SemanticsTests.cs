using Striate.Emulator;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

/// <summary>Where nanoFramework does something else than .NET; each test names the source in nf-interpreter.</summary>
public sealed class SemanticsTests
{
    /// <summary>CLR_RT_HeapBlock.cpp, NumericDiv: CLR_E_DIVIDE_BY_ZERO, which corlib_native_System_Exception.cpp has no type for.</summary>
    [Theory]
    [InlineData("int", "/")]
    [InlineData("int", "%")]
    [InlineData("uint", "/")]
    [InlineData("long", "%")]
    [InlineData("ulong", "/")]
    [InlineData("float", "/")]
    [InlineData("double", "/")]
    [InlineData("double", "%")]
    public void DivisionByZeroThrowsABareException(string type, string operation) =>
        TestCompiler
            .Run(
                $$"""
                using System;
                public static class P
                {
                    static {{type}} Divide({{type}} a, {{type}} b) { return a {{operation}} b; }
                    public static string F() { try { Divide(3, 0); return "none"; } catch (Exception e) { return e.GetType().FullName; } }
                }
                """
            )
            .ShouldBe("System.Exception");

    /// <summary>Interpreter.cpp, CEE_ADD_OVF and its kin; CLR_RT_HeapBlock::Convert: "For V1, we don't throw on overflow".</summary>
    [Theory]
    [InlineData("a + b", int.MinValue)]
    [InlineData("a * 2", -2)]
    [InlineData("-2 - a", int.MaxValue)]
    [InlineData("(sbyte)a", -1)]
    [InlineData("(int)((uint)(b - 2) + 1u)", 0)]
    public void CheckedArithmeticWraps(string expression, int expected) =>
        TestCompiler
            .Run($"public static class P {{ public static int F(int a, int b) {{ checked {{ return {expression}; }} }} }}", int.MaxValue, 1)
            .ShouldBe(expected);

    /// <summary>Interpreter.cpp, Convert_Internal: through a 64-bit integer, then truncated.</summary>
    [Theory]
    [InlineData("(int)a", 3e9f, -1294967296L)]
    [InlineData("(sbyte)a", 300f, 44L)]
    [InlineData("(byte)a", -1f, 255L)]
    [InlineData("(uint)a", -1f, 4294967295L)]
    [InlineData("(long)a", -2.9f, -2L)]
    public void FloatsBecomeIntegersByWrapping(string expression, float value, long expected) =>
        TestCompiler.Run($"public static class P {{ public static long F(float a) {{ return {expression}; }} }}", value).ShouldBe(expected);

    /// <summary>CLR_RT_HeapBlock_String.cpp: a string is the bytes up to its first NUL.</summary>
    [Fact]
    public void StringsEndAtNul() =>
        TestCompiler
            .Run(
                """public static class P { public static int F() { string s = "ab\0cd"; return s.Length * 10 + new string(new char[] { 'x', '\0', 'y' }).Length; } }"""
            )
            .ShouldBe(21);

    /// <summary>CLR_RT_HeapBlock.cpp, NumericDiv and NumericRem: a plain C division.</summary>
    [Theory]
    [InlineData("int", "/", "int.MinValue")]
    [InlineData("int", "%", "int.MinValue")]
    [InlineData("long", "/", "long.MinValue")]
    [InlineData("long", "%", "long.MinValue")]
    public void TheSmallestIntegerDividedByMinusOneIsUndefined(string type, string operation, string smallest)
    {
        var failure = Should.Throw<EmulatorException>(() =>
            TestCompiler.Run(
                $$"""
                using System;
                public static class P
                {
                    static {{type}} Divide({{type}} a, {{type}} b) { return a {{operation}} b; }
                    public static bool F() { try { return Divide({{smallest}}, -1) == 0; } catch (Exception) { return true; } }
                }
                """
            )
        );

        failure.Number.ShouldBe(DiagnosticNumbers.Undefined);
        failure.EmulatedStack[0].ShouldStartWith("P::Divide(");
    }

    /// <summary>
    /// Execution.cpp, SpawnStaticConstructorHelper: all static constructors run at load, in the order of the method table.
    /// </summary>
    [Fact]
    public void StaticConstructorsRunInTheOrderOfTheTypes()
    {
        const string source = """
            public static class A { public static int Seen = B.Table == null ? 1 : 2; }
            public static class B { public static int[] Table = { 5 }; }
            public static class C { public static int Seen = B.Table == null ? 10 : 20; }
            public static class P { public static int F() { return A.Seen + C.Seen; } }
            """;

        TestCompiler.Run(source).ShouldBe(21);
        Desktop.Run<Func<int>>(source)().ShouldBe(22);
    }

    /// <summary>CLR_RT_HeapBlock.cpp, InitializeArrayReference; CLR_RT_HeapBlock_Array.cpp, CreateInstance.</summary>
    [Theory]
    [InlineData("t[3]", "System.IndexOutOfRangeException")]
    [InlineData("t[-1]", "System.IndexOutOfRangeException")]
    [InlineData("t[int.MinValue]", "System.IndexOutOfRangeException")]
    [InlineData("new int[t.Length - 4].Length", "System.ArgumentOutOfRangeException")]
    [InlineData("none[0]", "System.NullReferenceException")]
    [InlineData("none.Length", "System.NullReferenceException")]
    [InlineData("((string)o).Length", "System.InvalidCastException")]
    [InlineData("(int)(long)o", "System.InvalidCastException")]
    public void FaultsHaveTheDevicesTypes(string expression, string exception) =>
        TestCompiler
            .Run(
                $$"""
                using System;
                public static class P
                {
                    static int Fault(int[] t, int[] none, object o) { return {{expression}}; }
                    public static string F() { try { Fault(new int[3], null, 7); return "none"; } catch (Exception e) { return e.GetType().FullName; } }
                }
                """
            )
            .ShouldBe(exception);

    /// <summary>
    /// CLR_RT_HeapBlock.cpp, StoreToReference: CLR_E_WRONG_TYPE has no type of its own (.NET: ArrayTypeMismatchException).
    /// </summary>
    [Fact]
    public void StoringTheWrongTypeThrowsABareException() =>
        TestCompiler
            .Run(
                """
                using System;
                public static class P
                {
                    static void Store(object[] t, object o) { t[0] = o; }
                    public static string F() { try { Store(new string[1], 7); return "none"; } catch (Exception e) { return e.GetType().FullName; } }
                }
                """
            )
            .ShouldBe("System.Exception");

    /// <summary>
    /// Interpreter.cpp, Execute_LoadAndPromote: an element of uint[] stays unsigned on the stack although C# has made an int of
    /// it, so widening fills with zeros and a right shift is logical (Convert_Internal, NumericShr).
    /// </summary>
    [Theory]
    [InlineData("(long)(int)t[0]", 4294967295L)]
    [InlineData("(int)t[0] >> 28", 15L)]
    [InlineData("(long)(ulong)(long)(int)t[0] >> 60", 0L)]
    public void UnsignedElementsStayUnsignedOnTheStack(string expression, long expected) =>
        TestCompiler
            .Run($"public static class P {{ public static long F(uint[] t) {{ return {expression}; }} }}", new uint[] { uint.MaxValue })
            .ShouldBe(expected);

    /// <summary>The type travels with the value: where two branches meet, each brings its own.</summary>
    [Theory]
    [InlineData(0, 15L)]
    [InlineData(1, -1L)]
    public void WhereBranchesMeetAValueKeepsTheTypeItWasLoadedWith(int branch, long expected) =>
        TestCompiler
            .Run(
                "public static class P { public static long F(uint[] t, int[] s, int branch) { return (branch == 0 ? (int)t[0] : s[0]) >> 28; } }",
                new uint[] { uint.MaxValue },
                new[] { -1 },
                branch
            )
            .ShouldBe(expected);

    /// <summary>The cure: a local of type int gives the value its own type (AssignAndPreserveType).</summary>
    [Fact]
    public void ALocalGivesAValueItsOwnType() =>
        TestCompiler
            .Run(
                "public static class P { public static long F(uint[] t) { int x = (int)t[0]; while (t.Length > 1) x++; return x; } }",
                new uint[] { uint.MaxValue }
            )
            .ShouldBe(-1L);

    /// <summary>CLR_RT_HeapBlock.cpp, Compare_Values: not-a-number counts as greater than everything.</summary>
    [Theory]
    [InlineData("float.NaN > a", true)]
    [InlineData("float.NaN >= a", true)]
    [InlineData("float.NaN < a", false)]
    [InlineData("float.NaN == a", false)]
    [InlineData("float.NaN != a", true)]
    public void NotANumberCountsAsGreater(string expression, bool expected) =>
        TestCompiler.Run($"public static class P {{ public static bool F(float a) {{ return {expression}; }} }}", 1f).ShouldBe(expected);

    /// <summary>Execution.cpp, CloneObject behind Execute_LoadAndPromote: every load of a struct allocates a copy.</summary>
    [Fact]
    public void LoadingAStructAllocates()
    {
        var machine = TestCompiler.Load(
            """
            public struct S { public int X, Y; }
            public static class P { static S s; public static int F() { S a = s; S b = a; return b.X; } }
            """
        );

        machine.Invoke("P", "F");

        // Two locals or one, as the compiler likes, and a copy per load: never none.
        machine.Counters.Allocations.ShouldBeGreaterThanOrEqualTo(2);
        machine.Counters.AllocatedBytes.ShouldBe(machine.Counters.Allocations * 36);
    }
}
