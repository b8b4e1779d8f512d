using Striate.Emulator;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

public sealed class ExecutionTests
{
    [Theory]
    [InlineData("return (a + b) * 3 - (a ^ b) + (a << 3) - (b >> 1) + (a & 0x55) - (b | 9);", 1234567, -89)]
    [InlineData("int s = 0; for (int i = 0; i < b; i++) { s += a % (i + 1); if (s > 1000) s -= 999; } return s;", 1000, 77)]
    [InlineData("long t = (long)a * b; t = (t << 43 >> 43) + (t >> 21); return (int)t ^ (int)(t >> 32);", -123456789, 987654321)]
    [InlineData("uint u = (uint)a; u = u / 7 + u % 13 + (u >> 3); return (int)(u * 2654435761u);", -5, 0)]
    [InlineData("int x = a; int y = x++ + ++x - x--; return y * x;", 10, 0)]
    [InlineData(
        "sbyte s = (sbyte)a; byte u = (byte)b; short h = (short)(a * b); ushort w = (ushort)(a * b); return s + u * 3 + h * 5 + w * 7;",
        200,
        -77
    )]
    [InlineData("switch (a) { case 0: return 5; case 1: case 2: return b; case 7: return -1; default: return a * 2; }", 2, 44)]
    [InlineData(
        "int[] t = { 3, 1, 4, 1, 5, 9, 2, 6 }; int s = 0; for (int i = 0; i < t.Length; i++) s = s * 31 + t[i]; return s + t[a + 1];",
        4,
        0
    )]
    [InlineData("byte[] t = new byte[9]; t[a] = (byte)b; t[a]++; t[a + 1] += t[a]; return t[a] * 1000 + t[a + 1];", 3, 255)]
    [InlineData("int[] t = new int[2]; ref int r = ref t[1]; r = a * 70000; t[0] = a * -99999; return t[0] + r * 3;", 12345, 0)]
    [InlineData("long q = 5; q = q / -1 + long.MinValue / 3 + (long)a / -1 + long.MaxValue % -1; return (int)(q >> 32) ^ (int)q;", 77, 0)]
    [InlineData(
        "int s = 0; for (int i = 0; i < 3; i++) try { s = s * 10 + 1; if (i == a) throw new System.Exception(\"x\"); if (i == b) throw new System.ArgumentException(); } catch (System.Exception e) when (e.Message == \"x\" && s > 0) { s += 2; } catch (System.ArgumentException) { s += 4; } finally { s += 1; } return s;",
        0,
        2
    )]
    [InlineData(
        "int s = 1; try { try { throw new System.ArgumentException(); } catch (System.Exception) when (a > b) { s = 2; } catch (System.InvalidOperationException) { s = 3; } finally { s *= 10; } } catch (System.ArgumentException) { s += 7; } return s;",
        1,
        2
    )]
    [InlineData(
        "int s = 1; try { try { throw new System.ArgumentException(); } catch (System.Exception) when (a < b) { s = 2; throw; } finally { s *= 10; } } catch (System.ArgumentException) when (s == 2) { s += 7; } return s;",
        1,
        2
    )]
    [InlineData(
        "int s = 0; int[] z = new int[2]; try { } finally { try { try { } finally { s += z[a + 5]; s += 100; } } catch (System.Exception) { s += 2; } finally { s += 30; } s += 400; } return s;",
        1,
        2
    )]
    [InlineData(
        "int s = 0; try { try { s = 1; } finally { if (a == 1) throw new System.Exception(); s += 100; } } catch (System.Exception) { s += 2; } try { s *= 10; } finally { s += 3; } return s;",
        1,
        2
    )]
    [InlineData(
        "int s = 0; for (int i = 0; i < 3; i++) { try { try { if (i == a) throw new System.ArgumentException(); continue; } finally { s += 1; if (i == b) throw new System.Exception(); s += 10; } } catch (System.ArgumentException) { s += 200; } catch (System.Exception) { s += 3000; } finally { s += 40000; } } return s;",
        1,
        2
    )]
    [InlineData(
        "int[][] j = new int[3][]; for (int i = 0; i < 3; i++) j[i] = new int[] { i, a * i, b }; return j[1][1] + j[2][2] + j[2][0];",
        5,
        6
    )]
    public void MethodsComputeWhatDotNetComputes(string body, int a, int b)
    {
        var source = $"public static class P {{ public static int F(int a, int b) {{ {body} }} }}";

        TestCompiler.Run(source, a, b).ShouldBe(Desktop.Run<Func<int, int, int>>(source)(a, b));
    }

    [Fact]
    public void CallersSeeWhatIsWrittenIntoTheirArrays()
    {
        var machine = TestCompiler.Load(
            """
            public static class P
            {
                public static int Fill(sbyte[] bytes, long[] longs, int start)
                {
                    for (int i = 0; i < bytes.Length; i++) { bytes[i] = (sbyte)(start + i); longs[i] = (long)start << (i * 8); }
                    return bytes.Length;
                }
            }
            """
        );
        var (bytes, longs) = (new sbyte[4], new long[4]);

        machine.Invoke("P", "Fill", bytes, longs, 126).ShouldBe(4);

        bytes.ShouldBe([126, 127, -128, -127]);
        longs.ShouldBe([126, 126L << 8, 126L << 16, 126L << 24]);
        machine.Counters.Allocations.ShouldBe(0);
    }

    /// <summary>Members of a type that stands behind those that derive from it or implement it.</summary>
    [Fact]
    public void TypesMayStandInAnyOrder() =>
        TestCompiler
            .Run(
                """
                public class C : B, I { public int Z = 3; int I.Get() { return X * 100 + Y * 10 + Z; } }
                public class B : A { public int Y = 2; }
                public class A { public int X = 1; }
                public interface I { int Get(); }
                public static class P { public static int F() { I i = new C(); return i.Get(); } }
                """
            )
            .ShouldBe(123);

    [Fact]
    public void InstructionsAreCountedOneByOne()
    {
        // i = 0; br; then five times (load, load, add, store, load, one, add, store), six times (load, five, branch), load, return.
        var machine = TestCompiler.Load(
            "public static class P { public static int F() { int s = 0; for (int i = 0; i < 5; i++) s += i; return s; } }"
        );

        machine.Invoke("P", "F").ShouldBe(10);

        machine.Counters.Instructions.ShouldBe(4 + 1 + (5 * 8) + (6 * 3) + 2);
        machine.Methods.Single().Instructions.ShouldBe(machine.Counters.Instructions);
    }

    [Fact]
    public void ObjectsStructsDelegatesAndExceptionsWork()
    {
        var output = new StringWriter();
        var machine = TestCompiler.Load(
            """
            using System;
            public interface IShape { int Area(); }
            public abstract class Shape : IShape { public int Scale = 2; public abstract int Area(); public virtual string Name() { return "shape"; } }
            public class Square : Shape { int _side; public Square(int side) { _side = side; } public override int Area() { return _side * _side * Scale; } public override string Name() { return "square " + base.Name(); } }
            public struct Point { public int X; public long Y; public Point(int x, long y) { X = x; Y = y; } public long Sum() { return X + Y; } public void Move(int by) { X += by; } }
            public class Bad : Exception { public Bad(string m) : base(m) { } }
            public static class P
            {
                delegate int Op(int x);
                static int Twice(int x) { return 2 * x; }
                static void Swap(ref int a, ref int b) { int t = a; a = b; b = t; }
                static int Risky(int x) { try { if (x > 1) throw new Bad("too big"); return x; } finally { Console.WriteLine("finally"); } }
                public static void Main()
                {
                    IShape s = new Square(3);
                    Console.WriteLine(((Shape)s).Name() + " " + s.Area().ToString());
                    Point p = new Point(1, 2); Point q = p; q.Move(10);
                    Console.WriteLine(p.Sum().ToString() + " " + q.Sum().ToString());
                    Point[] ps = new Point[2]; ps[1].X = 7; ps[0] = ps[1]; ps[1].X = 9;
                    Console.WriteLine(ps[0].X.ToString() + ps[1].X.ToString());
                    Op op = Twice; int bias = 5; Op closure = x => x + bias; bias = 6;
                    Console.WriteLine(op(4).ToString() + " " + closure(1).ToString());
                    int a = 1, b = 2; Swap(ref a, ref b); int[] t = { 3, 4 }; Swap(ref t[0], ref t[1]);
                    Console.WriteLine(a.ToString() + b.ToString() + t[0].ToString() + t[1].ToString());
                    try { Risky(1); Risky(2); } catch (Bad e) { Console.WriteLine(e.Message); }
                    try { int[] none = null; none[0] = 1; } catch (NullReferenceException) { Console.WriteLine("null"); }
                    try { t[b + 1] = 1; } catch (IndexOutOfRangeException) { Console.WriteLine("range"); }
                    object o = 42; Console.WriteLine(((int)o + 1).ToString());
                    Console.WriteLine("END");
                }
            }
            """,
            new MachineOptions { Output = output }
        );

        machine.InvokeMain("test");

        output.ToString().ShouldBe("square shape 18\n3 13\n79\n8 7\n2143\nfinally\nfinally\ntoo big\nnull\nrange\n43\nEND\n");
    }

    [Fact]
    public void FiltersTakeAFrameAndGiveItBack()
    {
        const string Source = """
            using System;
            public static class P
            {
                static int Deep(int n) { return n == 0 ? 0 : 1 + Deep(n - 1); }
                public static int F(int times)
                {
                    int caught = 0;
                    for (int i = 0; i < times; i++) try { throw new Exception(); } catch (Exception) when (i >= 0) { caught++; }
                    return caught + Deep(20);
                }
            }
            """;
        var (filtered, plain) = (TestCompiler.Load(Source), TestCompiler.Load(Source));
        filtered.Invoke("P", "F", 1000).ShouldBe(1020);
        plain.Invoke("P", "F", 0).ShouldBe(20);
        filtered.PeakFrameBytes.ShouldBe(plain.PeakFrameBytes);
    }

    [Fact]
    public void AnUnhandledExceptionRunsTheFinallyHandlersOnItsWay()
    {
        var machine = TestCompiler.Load(
            """
            using System;
            public static class P
            {
                public static int Trace;
                static void Inner() { try { throw new ArgumentException("deep"); } finally { Trace = Trace * 10 + 1; } }
                public static void F() { try { Inner(); } catch (InvalidOperationException) { Trace = -1; } finally { Trace = Trace * 10 + 2; } }
                public static int Read() { return Trace; }
            }
            """
        );
        var failure = Should.Throw<EmulatorException>(() => machine.Invoke("P", "F"));
        (failure.Number, failure.ExceptionType).ShouldBe((DiagnosticNumbers.UnhandledException, "System.ArgumentException"));
        machine.Invoke("P", "Read").ShouldBe(12);
    }

    /// <summary>
    /// Thread.cpp, ProcessException_Phase1: all filters run before any finally handler, on a copy of their frame's variables.
    /// </summary>
    [Theory]
    [InlineData("trace > 0")]
    [InlineData("Note(2)")]
    [InlineData("Note(2) && local++ == 5 && local == 6")]
    [InlineData("Fails()")]
    [InlineData("Fails() || true")]
    [InlineData("true")]
    public void FiltersRunBeforeTheFinallyHandlersWithin(string filter)
    {
        var source = $$"""
            using System;
            public static class P
            {
                static int trace;
                static bool Note(int n) { trace = trace * 10 + n; return n != 7; }
                static bool Fails() { throw new InvalidOperationException(); }
                static void Inner(int a) { int[] held = { a, a + 1 }; try { if (held[1] > 0) throw new ArgumentException(); } finally { Note(held[0]); } }
                public static int F()
                {
                    int local = 5;
                    trace = 0;
                    try { try { Inner(1); } catch (Exception) when ({{filter}}) { Note(3); return trace; } }
                    catch (Exception) { return -trace - 1; }
                    return 0;
                }
            }
            """;
        TestCompiler.Run(source).ShouldBe(Desktop.Run<Func<int>>(source)());
    }

    [Fact]
    public void AnUnhandledExceptionNamesTypeMessageAndStack()
    {
        var machine = TestCompiler.Load(
            """
            using System;
            public static class P
            {
                static int Inner(int[] t, int i) { return t[i]; }
                public static int F(int i) { return Inner(new int[3], i) + 1; }
            }
            """
        );

        var failure = Should.Throw<EmulatorException>(() => machine.Invoke("P", "F", 3));

        failure.Number.ShouldBe(DiagnosticNumbers.UnhandledException);
        failure.ExceptionType.ShouldBe("System.IndexOutOfRangeException");
        failure.EmulatedStack.ShouldBe(["P::Inner(System.Int32[],System.Int32) at IL_0002", "P::F(System.Int32) at IL_0007"]);
        // newarr's length and newarr, the argument, the call; two loads and the failing ldelem. Not the add behind the call.
        machine.Counters.Instructions.ShouldBe(4 + 3);
        machine.Invoke("P", "F", 2).ShouldBe(1);
    }
}
