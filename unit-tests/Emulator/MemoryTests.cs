using Striate.Emulator;
using Striate.Platform;
using Striate.Platform.Deployment;

namespace Striate.UnitTests.Emulator;

/// <summary>Heap blocks of 12 bytes, as on a 32-bit device (nanoCLR_Runtime__HeapBlock.h).</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("new object()", 12)]
    [InlineData("new C()", 12 + (3 * 12))]
    [InlineData("new D()", 12 + (4 * 12))]
    [InlineData("new sbyte[100]", 120)]
    [InlineData("new int[25]", 120)]
    [InlineData("new long[2]", 36)]
    [InlineData("new string[3]", 60)]
    [InlineData("(object)7", 24)]
    [InlineData("\"in flash\"", 12)]
    [InlineData("new string('x', 11)", 12 + 11 + 1)]
    [InlineData("new string('x', 12)", 12 + 12 + 1 + 11)]
    [InlineData("new string('\u00e4', 6)", 12 + 12 + 1 + 11)]
    [InlineData("new Call(P.F)", 12 + 4 + 4 + 12 + 4)]
    [InlineData("new Call(new C().G)", 36 + 48)]
    [InlineData(
        "new Call(P.F) + new Call(P.F) + new Call(P.F)",
        36 + 36 + 36 + (24 + (2 * 12)) + (24 + (3 * 12)),
        36L + 36 + 36 + (24 + (3 * 12))
    )]
    public void ObjectsTakeTheDevicesBytes(string expression, long bytes, long? kept = null)
    {
        var machine = TestCompiler.Load(
            $$"""
            public delegate void Call();
            public class C { public int A; public long B; public object O; public void G() { } }
            public class D : C { public byte E; }
            public static class P { static object kept; public static void F() { kept = {{expression}}; } }
            """
        );
        var before = machine.HeapBytesInUse;

        machine.Invoke("P", "F");

        machine.Counters.AllocatedBytes.ShouldBe(bytes);
        (machine.HeapBytesInUse - before).ShouldBe(kept ?? bytes);
    }

    // A frame of F has 8 blocks for itself and 10 for its variables, the fewest that there are.
    [Theory]
    [InlineData(99, null)]
    [InlineData(100, DiagnosticNumbers.OutOfMemory)]
    [InlineData(1_000_000, DiagnosticNumbers.OutOfMemory)]
    public void FramesLieOnTheHeap(int depth, string? failure)
    {
        const string source = "public static class P { public static int F(int n) { return n == 0 ? 0 : 1 + F(n - 1); } }";
        var machine = TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 100 * 18 * 12 });

        if (failure == null)
        {
            machine.Invoke("P", "F", depth).ShouldBe(depth);
            machine.PeakFrameBytes.ShouldBe(100 * 18 * 12);
            return;
        }

        var thrown = Should.Throw<EmulatorException>(() => machine.Invoke("P", "F", depth));
        (thrown.Number, thrown.ExceptionType).ShouldBe((failure, "System.OutOfMemoryException"));
        thrown.EmulatedStack.Count.ShouldBe(41);
        thrown.EmulatedStack.ShouldContain("... 60 more ...");

        // What was left has given its memory back.
        machine.Invoke("P", "F", 99).ShouldBe(99);
    }

    [Fact]
    public void FramesAndObjectsShareTheHeap()
    {
        const string source = """
            using System;
            public static class P
            {
                static byte[] kept;
                static int F(int n) { return n == 0 ? 0 : 1 + F(n - 1); }
                static int G(int n) { byte[] b = new byte[980]; return n == 0 ? b.Length : G(n - 1) + b[0]; }
                public static int Behind(int n, int depth) { kept = new byte[n - 20]; try { return F(depth); } catch (OutOfMemoryException) { return -1; } }
                public static int Both(int n) { try { return G(n); } catch (OutOfMemoryException) { return -1; } }
            }
            """;
        var options = new MachineOptions { HeapLimitBytes = 12_000 };

        // Behind itself takes one frame of 18 blocks.
        TestCompiler.Load(source, options).Invoke("P", "Behind", 12_000 - (20 * 216), 18).ShouldBe(18);
        TestCompiler.Load(source, options).Invoke("P", "Behind", 12_000 - (20 * 216), 19).ShouldBe(-1);
        TestCompiler.Load(source, options).Invoke("P", "Behind", 12_000 - (19 * 216), 18).ShouldBe(-1);

        // A call of G takes its frame and a thousand bytes.
        TestCompiler.Load(source, options).Invoke("P", "Both", 8).ShouldBe(980);
        TestCompiler.Load(source, options).Invoke("P", "Both", 9).ShouldBe(-1);
    }

    [Theory]
    [InlineData("static int F(int n) { return n + F(n + 1); }")]
    [InlineData("static long F(int n) { long a = n, b = a * n, c = b ^ a, d = c + b, e = d * c; return F((int)e) + a + b + c + d + e; }")]
    [InlineData(
        "static int F(int a, int b = 1, int c = 2, int d = 3, int e = 4, int f = 5, int g = 6, int h = 7) { return a + F(b, c, d, e, f, g, h, a); }"
    )]
    public void EndlessRecursionIsOutOfMemoryOnEveryBoard(string member)
    {
        var image = TestCompiler.Compile(
            $"public static class P {{ {member} public static void Main() {{ F(1{(member.Contains("int h") ? ", 1, 1, 1, 1, 1, 1, 1" : "")}); }} }}"
        );
        foreach (var target in Targets.All)
        {
            var machine = Machine.Load(
                [image],
                new MachineOptions
                {
                    HeapLimitBytes = LoadedSize.HeapLeft(
                        target,
                        [
                            [.. image],
                        ]
                    ),
                }
            );
            Should.Throw<EmulatorException>(() => machine.InvokeMain("test")).Number.ShouldBe(DiagnosticNumbers.OutOfMemory, target.Name);
        }
    }

    [Fact]
    public void CallbacksThatNestWithoutEndAreStopped()
    {
        const string source = """
            public class C { public override string ToString() { return "" + this + 'x'; } }
            public static class P { public static string F() { return new C().ToString(); } }
            """;

        Should.Throw<EmulatorException>(() => TestCompiler.Run(source)).Number.ShouldBe(DiagnosticNumbers.StackOverflow);
        Should
            .Throw<EmulatorException>(() => TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 93_184 }).Invoke("P", "F"))
            .Number.ShouldBe(DiagnosticNumbers.OutOfMemory);
    }

    [Fact]
    public void TablesAreCopiedOutOfFlashAndCounted()
    {
        var machine = TestCompiler.Load(
            "public static class P { public static readonly short[] T = { 1, 2, 3, 4, 5, 6, 7, 8 }; public static int F() { return T[3]; } }"
        );

        machine.InitialiserBytes.ShouldBe(16);
        machine.HeapBytesInUse.ShouldBe(36);
        machine.Invoke("P", "F").ShouldBe(4);
        machine.HeapBytesInUse.ShouldBe(36);
    }

    [Fact]
    public void GarbageIsCollectedAndThePeakIsKnown()
    {
        var machine = TestCompiler.Load(
            """
            public static class P
            {
                public static int F(int rounds) { int s = 0; for (int i = 0; i < rounds; i++) { byte[] b = new byte[1000]; b[3] = 1; s += b[3]; } return s; }
            }
            """
        );

        machine.Invoke("P", "F", 5000).ShouldBe(5000);

        machine.Counters.Allocations.ShouldBe(5000);
        machine.Methods.Single().AllocatedBytes.ShouldBe(5000 * 1020);
        machine.PeakHeapBytes.ShouldBeInRange(1020, 8 * 1024);
        machine.HeapBytesInUse.ShouldBe(0);
    }

    [Fact]
    public void WhatDoesNotFitIsOutOfMemoryAsOnTheDevice()
    {
        const string source = """
            using System;
            public static class P
            {
                static byte[][] kept = new byte[100][];
                public static int Fill() { for (int i = 0; i < 100; i++) kept[i] = new byte[1000]; return 100; }
                public static bool Caught() { try { Fill(); return false; } catch (OutOfMemoryException) { return true; } }
            }
            """;
        var options = new MachineOptions { HeapLimitBytes = 50_000 };

        Should
            .Throw<EmulatorException>(() => TestCompiler.Load(source, options).Invoke("P", "Fill"))
            .Number.ShouldBe(DiagnosticNumbers.OutOfMemory);
        TestCompiler.Load(source, options).Invoke("P", "Caught").ShouldBe(true);
        TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 150_000 }).Invoke("P", "Fill").ShouldBe(100);
    }

    [Theory]
    [InlineData("byte[]", "new byte[500000]")]
    [InlineData("int[][]", "new int[4][] { new int[9000], new int[9000], new int[9000], new int[9000] }")]
    [InlineData("string", "new string('x', 100000)")]
    [InlineData("S[]", "new S[9000]")]
    public void WhatDidNotFitIsNeverCountedAsInUse(string type, string allocation)
    {
        var source = $$"""
            using System;
            public struct S { public int A, B; }
            public static class P
            {
                public static bool Caught() { try { {{type}} kept = {{allocation}}; return kept == null; } catch (OutOfMemoryException) { return true; } }
            }
            """;
        var machine = TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 95_000 });

        machine.Invoke("P", "Caught").ShouldBe(true);

        machine.PeakHeapBytes.ShouldBeLessThanOrEqualTo(95_000);
    }

    [Fact]
    public void AnAllocationThatFailsLeavesCountsAndPeakAsTheyWere()
    {
        const string source = """
            using System;
            public static class P
            {
                public static bool Caught() { byte[] small = new byte[980]; try { byte[] big = new byte[500000]; return big == null; } catch (OutOfMemoryException) { return small != null; } }
            }
            """;
        var machine = TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 95_000 });

        machine.Invoke("P", "Caught").ShouldBe(true);

        machine.Counters.Allocations.ShouldBe(1, "the array that fits; the exception is there from the start");
        machine.PeakHeapBytes.ShouldBeInRange(1_000, 1_200);
    }

    [Fact]
    public void NoObjectIsLargerThanTheCountOfItsBlocksAllows()
    {
        const string source = "public static class P { public static int F(int n) { return new sbyte[n].Length; } }";

        TestCompiler.Run(source, 786_400).ShouldBe(786_400);
        Should.Throw<EmulatorException>(() => TestCompiler.Run(source, 786_401)).Number.ShouldBe(DiagnosticNumbers.OutOfMemory);
    }

    [Fact]
    public void ArraysOfTheCallerAreNotOnTheHeap()
    {
        var machine = TestCompiler.Load("public static class P { static byte[] kept; public static void F(byte[] b) { kept = b; } }");

        machine.Invoke("P", "F", new byte[100_000]);

        machine.HeapBytesInUse.ShouldBe(0);
    }

    [Fact]
    public void AnEndlessLoopIsStopped()
    {
        var machine = TestCompiler.Load(
            "public static class P { public static void F() { while (true) { } } }",
            new MachineOptions { InstructionLimit = 1000 }
        );

        var failure = Should.Throw<EmulatorException>(() => machine.Invoke("P", "F"));

        failure.Number.ShouldBe(DiagnosticNumbers.InstructionLimit);
        machine.Counters.Instructions.ShouldBeInRange(1000, 1010);
    }
}
