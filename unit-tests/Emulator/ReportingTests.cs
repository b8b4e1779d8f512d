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

        LayerProfile.Of(machine.Methods, LayerMap.Parse("""{ "P": "all", "P::Conv2": "conv2" }"""u8))
            .Select(layer => layer.Layer).ShouldBe(["all", "conv2"]);
    }

    [Fact]
    public void CostUnitsAreTheTablesWeights()
    {
        var machine = TestCompiler.Load("public static class P { public static int F(int a) { return a * 3; } }");
        machine.Invoke("P", "F", 2);

        var expected = new[] { System.Reflection.Metadata.ILOpCode.Ldarg_0, System.Reflection.Metadata.ILOpCode.Ldc_i4_3, System.Reflection.Metadata.ILOpCode.Mul, System.Reflection.Metadata.ILOpCode.Ret }
            .Sum(InstructionCosts.Of);
        machine.Counters.CostUnits.ShouldBe(expected);
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
        file.RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(frame => frame.GetProperty("name").GetString())
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

        var estimate = TimeEstimate.Of(new Counters(2_000_000, 0, 0, 0, 0), target);

        estimate.Milliseconds.Low.ShouldBe(2000 * target.MicrosecondsPerInstruction.Low, 1e-9);
        estimate.Assumption.ShouldBe(target.Assumption);
    }

    [Fact]
    public void TheBenchmarkMeasuresSomething()
    {
        var bench = EmulatorBench.Measure(
            [TestCompiler.Compile(Source)], "P", "Run", [1000], TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);

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
            Should.Throw<StriateException>(() => RealRuntime.CheckedSize(path, "table overflow")).Message.ShouldContain("truncated (120 bytes): table overflow");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
