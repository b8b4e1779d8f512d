using System.Reflection.Metadata;
using System.Text;
using System.Text.Json;
using Striate.Emulator;
using Striate.Emulator.Reporting;
using Striate.Emulator.Verification;
using Striate.Platform;

namespace Striate.UnitTests.Emulator;

public sealed class ReportingTests
{
    private const string Source = """
        public static class P
        {
            static int Conv1(int n) { int s = 0; for (int i = 0; i < n; i++) s += Helper(i); return s; }
            static int Conv2(int n) { return n * 3; }
            static int Helper(int x) { return x + 1; }
            public static int Run(int n) { return Conv1(n) + Conv2(n); }
        }
        """;

    private static readonly LayerMap Map = LayerMap.Parse("""{ "P::Conv1": "conv1", "P::Helper": "conv1", "P::Conv2": "conv2" }"""u8);

    [Fact]
    public void InstructionsAreSummedByLayer()
    {
        var machine = TestCompiler.Load(Source);
        machine.Invoke("P", "Run", 10);

        var layers = LayerProfile.Of(machine.Methods, Map);

        layers.Select(layer => layer.Layer).ShouldBe(["conv1", LayerProfile.Shared, "conv2"]);
        layers.Sum(layer => layer.Instructions).ShouldBe(machine.Counters.Instructions);
        layers[0].Calls.ShouldBe(11);
        layers[2].Instructions.ShouldBe(4);
        layers[2].CostUnits.ShouldBeGreaterThan(4);
    }

    [Fact]
    public void AMapMayNameAWholeTypeAndAMethodApart()
    {
        var machine = TestCompiler.Load(Source);
        machine.Invoke("P", "Run", 10);

        LayerProfile
            .Of(machine.Methods, LayerMap.Parse("""{ "P": "all", "P::Conv2": "conv2" }"""u8))
            .Select(layer => layer.Layer)
            .ShouldBe(["all", "conv2"]);
    }

    [Fact]
    public void CostUnitsAreTheTablesWeights()
    {
        var machine = TestCompiler.Load("public static class P { public static int F(int a) { return a * 3; } }");
        machine.Invoke("P", "F", 2);

        InstructionForm[] expected =
        [
            new(ILOpCode.Ldarg_0, OperandKind.Int),
            new(ILOpCode.Ldc_i4_3),
            new(ILOpCode.Mul, OperandKind.Int),
            new(ILOpCode.Ret),
        ];
        machine.Forms.Keys.ShouldBe(expected, ignoreOrder: true);
        machine.Counters.CostUnits.ShouldBe(expected.Sum(InstructionCosts.Of));
    }

    /// <summary>The same instructions cost what their operands make of them; jumps by where they go; frames by their locals.</summary>
    [Theory]
    [InlineData("static int F(long a) { return (int)(a * 3L); }", "ldarg.0 long, ldc.i4.3, conv.i8 int, mul long, conv.i4 long, ret", 0)]
    [InlineData("static uint F(uint a) { return a + 7u; }", "ldarg.0 uint, ldc.i4.7, add uint, ret", 0)]
    [InlineData("static int F(sbyte a) { return -a; }", "ldarg.0 small, neg int, ret", 0)]
    [InlineData("static byte F(byte[] a) { return a[0]; }", "ldarg.0 reference, ldc.i4.0, ldelem.u1, ret", 0)]
    [InlineData("static float F(float a) { return a + a; }", "ldarg.0, ldarg.0, add, ret", 0)]
    [InlineData(
        "static int F(int a) { G(); return H(); } static void G() { } static int H() { return 1; }",
        "call void, call, ldc.i4.1, ret, ret, ret",
        0
    )]
    [InlineData(
        "static int F(int a) { int n = 0; for (int i = 0; i < 1; i++) { n += a; } return n; }",
        "ldc.i4.0, stloc.0 int, ldc.i4.0, stloc.1 int, br.s, ldloc.1 int, ldc.i4.1, blt.s int back, ldloc.0 int, ldarg.0 int, add int, stloc.0 int, ldloc.1 int, ldc.i4.1, add int, stloc.1 int, ldloc.1 int, ldc.i4.1, blt.s int back, ldloc.0 int, ret",
        2
    )]
    public void FormsAreOpcodesWithTheirOperands(string method, string forms, int locals)
    {
        var machine = TestCompiler.Load("public static class P { public " + method + " }");
        var argument =
            method.Contains("long a", StringComparison.Ordinal) ? 5L
            : method.Contains("uint a", StringComparison.Ordinal) ? 5u
            : method.Contains("sbyte a", StringComparison.Ordinal) ? (sbyte)5
            : method.Contains("byte[] a", StringComparison.Ordinal) ? new byte[1]
            : method.Contains("float a", StringComparison.Ordinal) ? 5f
            : (object)5;
        machine.Invoke("P", "F", argument);

        var names = machine.Forms.SelectMany(form => Enumerable.Repeat(form.Key.ToString(), (int)form.Value)).ToList();
        names.ShouldBe(forms.Split(", "), ignoreOrder: true);
        machine.Counters.CostUnits.ShouldBe(
            machine.Forms.Sum(form => form.Value * InstructionCosts.Of(form.Key)) + FrameCosts.Of(locals, 0)
        );
    }

    /// <summary>What an exception leaves of a block is not counted, form by form.</summary>
    [Fact]
    public void FormsOfWhatAnExceptionLeavesAreNotCounted()
    {
        var machine = TestCompiler.Load(
            "public static class P { public static int F(int[] a) { try { return a[7] * 3; } catch (System.Exception) { return -1; } } }"
        );
        machine.Invoke("P", "F", new int[1]).ShouldBe(-1);

        machine.Forms.Values.ShouldAllBe(times => times >= 0);
        machine.Forms.Sum(form => form.Value).ShouldBe(machine.Counters.Instructions);
        machine.Forms.GetValueOrDefault(new InstructionForm(ILOpCode.Mul, OperandKind.Int)).ShouldBe(0);
        machine.Forms[new InstructionForm(ILOpCode.Ldelem_i4)].ShouldBe(1);
        machine.Counters.CostUnits.ShouldBe(machine.Forms.Sum(form => form.Value * InstructionCosts.Of(form.Key)) + FrameCosts.Of(1, 0));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{ \"a\": 3 }")]
    [InlineData("{")]
    [InlineData("null")]
    public void ALayerMapThatIsNoneIsRefused(string json) =>
        Should.Throw<FormatException>(() => LayerMap.Parse(Encoding.UTF8.GetBytes(json))).Message.ShouldStartWith("layer map: ");

    [Fact]
    public void TheSpeedscopeFileHoldsEveryInstruction()
    {
        var machine = TestCompiler.Load(Source);
        machine.Invoke("P", "Run", 100);

        using var file = JsonDocument.Parse(Speedscope.Of("run", machine.Methods, Map));

        var profile = file.RootElement.GetProperty("profiles")[0];
        profile.GetProperty("type").GetString().ShouldBe("sampled");
        profile.GetProperty("weights").EnumerateArray().Sum(weight => weight.GetInt64()).ShouldBe(machine.Counters.Instructions);
        file.RootElement.GetProperty("shared")
            .GetProperty("frames")
            .EnumerateArray()
            .Select(frame => frame.GetProperty("name").GetString())
            .ShouldContain("P::Conv1(System.Int32)");
        Speedscope.Hottest(machine.Methods, 1).Single().Name.ShouldBe("Conv1(System.Int32)");
    }

    [Fact]
    public void ACalibrationNarrowsTheEstimate()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var counters = new Counters(1_000_000, 0, 0, 0, 100_000_000);
            CalibrationStore.Save(path, new Calibration("esp32", "1.16.0", 50_000_000, 250_000));
            CalibrationStore.Save(path, new Calibration("esp32", "1.16.0", 50_000_000, 300_000));
            CalibrationStore.Save(path, new Calibration("esp32-s3", "1.16.0", 50_000_000, 200_000));

            var estimate = TimeEstimate.Of(counters, CalibrationStore.Find(path, "esp32", "1.16.0")!);

            estimate.Milliseconds.Low.ShouldBe(510, 1);
            estimate.Milliseconds.High.ShouldBe(690, 1);
            estimate.Assumption.ShouldContain("esp32 with firmware 1.16.0");
            CalibrationStore.Find(path, "esp32", "1.17.0").ShouldBeNull();
            Directory.GetFiles(Path.GetTempPath(), $"*{Path.GetFileName(path)}*").ShouldBe([path]);
            Should.Throw<ArgumentException>(() => CalibrationStore.Save(path, new Calibration("b", "f", 0, 1)));
            File.WriteAllText(path, "[{\"board\":\"b\",\"firmware\":\"f\",\"costUnits\":-1,\"microseconds\":1}]");
            Should.Throw<FormatException>(() => CalibrationStore.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void WithoutCalibrationTheTargetsRangeAndAssumptionStand()
    {
        var target = Targets.All.First();

        var estimate = TimeEstimate.Of(new Counters(2_000_000, 0, 0, 0, 2_000_000 * Target.UsualUnits), target);
        var dear = TimeEstimate.Of(new Counters(2_000_000, 0, 0, 0, 2_000_000 * (2 * Target.UsualUnits + target.DebuggerUnits)), target);

        estimate.Milliseconds.Low.ShouldBe(2000 * target.MicrosecondsPerInstruction.Low, 1e-9);
        dear.Milliseconds.High.ShouldBe(2 * estimate.Milliseconds.High, 1e-9);
        estimate.Assumption.ShouldBe(target.Assumption);
    }

    [Fact]
    public void TheBenchmarkMeasuresSomething()
    {
        var bench = EmulatorBench.Measure(
            [TestCompiler.Compile(Source)],
            "P",
            "Run",
            [1000],
            TimeSpan.FromMilliseconds(1),
            TestContext.Current.CancellationToken
        );

        bench.Instructions.ShouldBeGreaterThan(5000);
        bench.InstructionsPerSecond.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void ARealRunCountsOnlyWithItsEndMarker()
    {
        RealRuntime.LinesBeforeEnd("R=1\r\nR=2\nEND\nrest").ShouldBe(["R=1", "R=2"]);
        Should.Throw<StriateException>(() => RealRuntime.LinesBeforeEnd("R=1\n")).Message.ShouldContain("END");
    }

    [Fact]
    public void ATruncatedPeIsRefused()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var whole = new byte[124];
            BitConverter.TryWriteBytes(whole.AsSpan(100), 124);
            File.WriteAllBytes(path, whole);
            RealRuntime.CheckedSize(path, "").ShouldBe(124);
            File.WriteAllBytes(path, whole[..120]);
            Should
                .Throw<StriateException>(() => RealRuntime.CheckedSize(path, "table overflow"))
                .Message.ShouldContain("truncated (120 bytes): table overflow");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
