using System.Globalization;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Model.Packaging;
using Striate.Platform;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>A known signal through the emulated converter: what the network is given is compared with it sample by sample.</summary>
public class AdcFirmwareTests
{
    private const int Windows = 40;

    // About 110 ms at the half microsecond per instruction that the emulator assumes: several samples, more than a slice.
    private const int LongInference = 30_000;
    private const double InferenceMicroseconds = 120_000;

    private static readonly int[] s_channels = [2, 5];

    /// <summary>Microseconds between samples, and whether the system's ticks are exact or those of an ESP32.</summary>
    public static TheoryData<int, bool> Rates =>
        SlowTests.AreRun
            ? new()
            {
                { 25_000, false },
                { 25_000, true },
                { 41_000, true },
                { 100_000, false },
                { 10_000, true },
                { 2777, false },
                { 2777, true },
            }
            : new()
            {
                { 41_000, true },
                { 100_000, false },
                { 2777, true },
            };

    [Theory]
    [MemberData(nameof(Rates))]
    public void Every_window_is_the_signal_while_inferences_take_many_samples(int microseconds, bool ticks)
    {
        var settings = new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: microseconds) { AdcChannels = [.. s_channels] };
        var timing = SensorTiming.Of(settings, Package.Network.Input.Shape.Length);
        var hop = timing.SmallestHop(InferenceMicroseconds);
        var run = Run.Of(settings with { AdcHop = hop }, LongInference, ticks);

        run.Output.ShouldNotContain("overruns");
        run.Starts.ShouldBe(Enumerable.Range(0, Windows).Select(window => window * hop));
        run.LargestDelay.ShouldBeLessThan(TimeSpan.FromMicroseconds(500));
        if (timing.IsConcurrent)
        {
            run.Samples.ShouldBe(Enumerable.Range(0, run.Samples.Count).Select(sample => (long)sample), "a sample was left out");
        }
    }

    // An inference of five samples beside a window every sample.
    [Fact]
    public void Windows_that_come_too_fast_are_counted_and_those_that_are_classified_have_no_gaps()
    {
        var run = Run.Of(
            new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: 25_000, AdcHop: 1) { AdcChannels = [.. s_channels] },
            LongInference,
            ticks: true
        );

        run.Output.ShouldContain("overruns: 0 samples not read in time, ");
        run.Starts.Zip(run.Starts.Skip(1)).ShouldAllBe(pair => pair.Second - pair.First > 1);
        run.Samples.ShouldBe(Enumerable.Range(0, run.Samples.Count).Select(sample => (long)sample), "a sample was left out");
        run.LargestDelay.ShouldBeLessThan(TimeSpan.FromMicroseconds(500));
    }

    // Between two windows lies less than the inference takes: the samples that are lost belong to no window.
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Samples_that_are_missed_are_counted_and_no_window_has_them()
    {
        var window = Package.Network.Input.Shape.Length / s_channels.Length;
        var run = Run.Of(
            new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: 2777, AdcHop: window + 10) { AdcChannels = [.. s_channels] },
            LongInference,
            ticks: false
        );

        run.Output.ShouldMatch("overruns: [1-9][0-9]* samples not read in time, 0 windows not classified");
        run.Starts.ShouldAllBe(start => start % (window + 10) == 0);
        run.LargestDelay.ShouldBeLessThan(TimeSpan.FromMicroseconds(2777 / 2));
    }

    // A board that is slower than the samples come.
    [Fact]
    public void Samples_faster_than_they_can_be_read_are_told()
    {
        var settings = new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: 40) { AdcChannels = [.. s_channels] };
        var output = new StringWriter();
        var machine = Machine.Load(
            LeakyFirmware.Compile(Package, settings, null).Assemblies.Select(part => part.Image.AsMemory()),
            new MachineOptions { Output = output, InstructionLimit = 5_000_000 }
        );
        Should.Throw<EmulatorException>(() => machine.InvokeMain("Striate.Firmware"));
        output.ToString().ShouldMatch("overruns: [1-9][0-9]* samples not read in time");
    }

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void A_run_with_threads_is_the_same_every_time()
    {
        var settings = new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: 25_000, AdcHop: 5) { AdcChannels = [.. s_channels] };
        var (first, second) = (Run.Of(settings, LongInference, ticks: true), Run.Of(settings, LongInference, ticks: true));
        second.Counters.ShouldBe(first.Counters);
        second.Samples.ShouldBe(first.Samples);
        second.Output.ShouldBe(first.Output);
    }

    [Theory]
    [InlineData(100_000, 2, 1)]
    [InlineData(25_000, 195_000, 21)]
    [InlineData(100_000, 195_000, 3)]
    [InlineData(24_999, 195_000, 256 + 9)]
    [InlineData(2777, 195_000, 256 + 72)]
    public void The_smallest_hop_leaves_time_for_an_inference(int microseconds, double inference, int hop)
    {
        var timing = new SensorTiming(microseconds, 256);
        timing.SmallestHop(inference).ShouldBe(hop);
        timing.Problem(hop, inference).ShouldBeNull();
        timing.Problem(hop - 1, inference).ShouldNotBeNull().ShouldContain($"adc-hop to {hop} or more");
    }

    private static ModelPackage Package { get; } = Packaged();

    private static ModelPackage Packaged()
    {
        var network = TinyNetworks.All["segments"];
        return new ModelPackage(network, null, GoldenVectors.Compute(network, TestInputs.For(network.Input, 1)));
    }

    /// <summary>The firmware with the signal at its converter.</summary>
    /// <param name="Output">What it printed.</param>
    /// <param name="Counters">What it executed.</param>
    /// <param name="Samples">Numbers of the samples that were read of the first channel.</param>
    /// <param name="Starts">Number of the first sample of every window that was classified.</param>
    /// <param name="LargestDelay">Between the time of a sample and its being read.</param>
    private sealed record Run(string Output, Counters Counters, List<long> Samples, List<int> Starts, TimeSpan LargestDelay)
    {
        public static Run Of(FirmwareSettings settings, int turns, bool ticks)
        {
            const string end =
                "namespace Striate.Firmware { internal static partial class Program { static partial void AfterInference(int inferences, ref bool isDone) { isDone = inferences == 40; } } }";
            var (samples, delay, first, output) = (new List<long>(), TimeSpan.Zero, (TimeSpan?)null, new StringWriter());
            Machine machine = null!;
            int Level(int channel)
            {
                first ??= machine.Elapsed;
                var (at, period) = (machine.Elapsed - first.Value, TimeSpan.FromMicroseconds(settings.AdcMicroseconds));
                var sample = (long)Math.Round(at / period);
                delay = (at - (sample * period)).Duration() is var late && late > delay ? late : delay;
                if (channel == s_channels[0])
                {
                    samples.Add(sample);
                }

                return Signal(channel, sample);
            }

            machine = Machine.Load(
                LeakyFirmware
                    .Compile(Package, settings, LeakyFirmware.Watching(turns), end)
                    .Assemblies.Select(part => part.Image.AsMemory()),
                new MachineOptions
                {
                    Output = output,
                    AdcValue = Level,
                    Tick = ticks ? SchedulingTimes.Tick : TimeSpan.Zero,
                    InstructionLimit = 2_000_000_000,
                }
            );
            machine.InvokeMain("Striate.Firmware");
            return new Run(output.ToString(), machine.Counters, samples, StartsOf(machine), delay);
        }

        private static List<int> StartsOf(Machine machine)
        {
            var seen = (byte[])machine.Invoke("Leak", "Seen")!;
            var length = Package.Network.Input.Shape.Length;
            ((int)machine.Invoke("Leak", "SeenLength")!).ShouldBe(Windows * length);
            var starts = new List<int>();
            for (var window = 0; window < Windows; window++)
            {
                // The network has this window: no other place of the signal looks like it.
                var bytes = seen.AsSpan(window * length, length).ToArray();
                var from = starts.Count == 0 ? 0 : starts[^1] + 1;
                starts.Add(Enumerable.Range(from, 20_000).First(start => bytes.SequenceEqual(Expected(start, length))));
            }

            return starts;
        }

        private static IEnumerable<byte> Expected(int start, int length)
        {
            var type = Package.Network.Input.Type;
            return Enumerable
                .Range(0, length)
                .Select(at => (byte)(type.Minimum + (Signal(s_channels[at % 2], start + (at / 2)) * (type.Maximum - type.Minimum) / 4095)));
        }

        private static int Signal(int channel, long sample) =>
            (int)(((((ulong)sample * 0x9E3779B97F4A7C15UL) + ((ulong)channel * 0xC2B2AE3D27D4EB4FUL)) * 0x165667B19E3779F9UL) >> 52);
    }
}
