using Striate.Emulator;

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
    public void ObjectsTakeTheDevicesBytes(string expression, long bytes)
    {
        var machine = TestCompiler.Load($$"""
            public class C { public int A; public long B; public object O; }
            public class D : C { public byte E; }
            public static class P { static object kept; public static void F() { kept = {{expression}}; } }
            """);
        var before = machine.HeapBytesInUse;

        machine.Invoke("P", "F");

        machine.Counters.AllocatedBytes.ShouldBe(bytes);
        (machine.HeapBytesInUse - before).ShouldBe(bytes);
    }

    [Fact]
    public void TablesAreCopiedOutOfFlashAndCounted()
    {
        var machine = TestCompiler.Load("public static class P { public static readonly short[] T = { 1, 2, 3, 4, 5, 6, 7, 8 }; public static int F() { return T[3]; } }");

        machine.InitialiserBytes.ShouldBe(16);
        machine.HeapBytesInUse.ShouldBe(36);
        machine.Invoke("P", "F").ShouldBe(4);
        machine.HeapBytesInUse.ShouldBe(36);
    }

    [Fact]
    public void GarbageIsCollectedAndThePeakIsKnown()
    {
        var machine = TestCompiler.Load("""
            public static class P
            {
                public static int F(int rounds) { int s = 0; for (int i = 0; i < rounds; i++) { byte[] b = new byte[1000]; b[3] = 1; s += b[3]; } return s; }
            }
            """);

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

        Should.Throw<EmulatorException>(() => TestCompiler.Load(source, options).Invoke("P", "Fill")).Number.ShouldBe(EmulatorDiagnostics.OutOfMemory);
        TestCompiler.Load(source, options).Invoke("P", "Caught").ShouldBe(true);
        TestCompiler.Load(source, new MachineOptions { HeapLimitBytes = 150_000 }).Invoke("P", "Fill").ShouldBe(100);
    }

    [Fact]
    public void NoObjectIsLargerThanTheCountOfItsBlocksAllows()
    {
        const string source = "public static class P { public static int F(int n) { return new sbyte[n].Length; } }";

        TestCompiler.Run(source, 786_400).ShouldBe(786_400);
        Should.Throw<EmulatorException>(() => TestCompiler.Run(source, 786_401)).Number.ShouldBe(EmulatorDiagnostics.OutOfMemory);
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
            "public static class P { public static void F() { while (true) { } } }", new MachineOptions { InstructionLimit = 1000 });

        var failure = Should.Throw<EmulatorException>(() => machine.Invoke("P", "F"));

        failure.Number.ShouldBe(EmulatorDiagnostics.InstructionLimit);
        machine.Counters.Instructions.ShouldBeInRange(1000, 1010);
    }
}
