using System.Globalization;
using Striate.Codegen;
using Striate.Emulator;
using Striate.Model.Packaging;
using Striate.Model.Reference;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>The sources of firmware/, compiled as for a board and run in the emulator from Main.</summary>
public class FirmwareTests
{
    // The one thing that a board does not have: an end.
    private const string EndOfLoop = """
        namespace Striate.Firmware
        {
            internal static partial class Program
            {
                static partial void AfterInference(int inferences, ref bool isDone) { isDone = inferences == 1500; }
            }
        }
        """;

    public static TheoryData<string> Networks => [.. TinyNetworks.All.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void The_self_test_passes_and_then_it_classifies(string name)
    {
        var network = TinyNetworks.All[name];
        var lines = Run(Package(name));
        lines[0].ShouldBe("Striate: network " + network.Name);
        lines.Count(line => line.EndsWith(" PASS", StringComparison.Ordinal)).ShouldBe(3 * network.Layers.Length);
        lines.ShouldContain("vector 2: equal");
        lines.ShouldContain("PASS");
        lines.ShouldContain(line =>
            line.StartsWith("free heap: ", StringComparison.Ordinal) && line.EndsWith(" inferences", StringComparison.Ordinal)
        );
        lines.ShouldContain(line =>
            line.StartsWith("inference: ", StringComparison.Ordinal) && line.EndsWith(" us", StringComparison.Ordinal)
        );
        lines[^1].ShouldStartWith("1000 inferences, last class ");
    }

    [Fact]
    public void A_layer_that_differs_fails_the_self_test()
    {
        var package = Package("segments");
        var vector = package.GoldenVectors[1];
        var lines = Run(
            package with
            {
                GoldenVectors = package.GoldenVectors.SetItem(
                    1,
                    vector with
                    {
                        LayerCrcs = vector.LayerCrcs.SetItem(0, vector.LayerCrcs[0] ^ 1),
                    }
                ),
            }
        );
        lines.ShouldContain("vector 0: equal");
        lines.ShouldContain("vector 1: different");
        lines.ShouldContain(line =>
            line.StartsWith("vector 1 layer conv crc ", StringComparison.Ordinal)
            && line.Contains(" FAIL, golden ", StringComparison.Ordinal)
        );
        lines[^1].ShouldBe("FAIL");
    }

    [Fact]
    public void A_logit_that_differs_fails_the_self_test()
    {
        var package = Package("segments");
        var vector = package.GoldenVectors[0];
        var lines = Run(
            package with
            {
                GoldenVectors = package.GoldenVectors.SetItem(0, vector with { Logits = vector.Logits.SetItem(1, vector.Logits[1] + 1) }),
            }
        );
        lines.ShouldContain(line => line.StartsWith("vector 0 run logit 1 is ", StringComparison.Ordinal));
        lines[^1].ShouldBe("FAIL");
    }

    [Fact]
    public void A_heap_that_moves_fails_the_self_test()
    {
        using var output = new StringWriter();
        Load(Package("segments"), EndOfLoop, output, leak: LeakyFirmware.Keeping).InvokeMain("Striate.Firmware");
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldContain("vector 2: equal");
        lines[^2].ShouldMatch("^free heap: [0-9]+ bytes before, [0-9]+ after 20 inferences, it moved by -[0-9]+$");
        lines[^1].ShouldBe("FAIL");
    }

    // Sources that end by themselves are compared at two lengths; each stays below the thousand that is reported.
    [Theory]
    [InlineData(FirmwareSource.Golden, 1000)]
    [InlineData(FirmwareSource.Adc, 1000)]
    [InlineData(FirmwareSource.Adc, 25_000)]
    public void An_inference_of_a_source_allocates_nothing(FirmwareSource source, int microseconds)
    {
        var settings = new FirmwareSettings(source, AdcMicroseconds: microseconds, AdcHop: microseconds < 20_000 ? 30 : 1)
        {
            AdcChannels = [2, 5],
        };
        Allocated(settings, 900).ShouldBe(Allocated(settings, 100));
        Allocated(settings, 900, LeakyFirmware.Allocating).ShouldBeGreaterThan(Allocated(settings, 100, LeakyFirmware.Allocating));
    }

    private static ModelPackage Package(string name)
    {
        var network = TinyNetworks.All[name];
        return new ModelPackage(network, null, GoldenVectors.Compute(network, TestInputs.For(network.Input, 3)));
    }

    private static string[] Run(ModelPackage package)
    {
        using var output = new StringWriter();
        Load(package, EndOfLoop, output).InvokeMain("Striate.Firmware");
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    // Windows of a two-channel signal, three samples apart; what the board prints is the class whenever it changes.
    [Fact]
    public void Windows_of_the_converter_are_classified_as_the_reference_does()
    {
        const int windows = 60;
        var package = Package("segments");
        var (network, taken) = (package.Network, new int[6]);
        using var output = new StringWriter();
        var machine = Load(
            package,
            EndOfLoop.Replace("1500", "60", StringComparison.Ordinal),
            output,
            new FirmwareSettings(FirmwareSource.Adc, AdcMicroseconds: 5000, AdcHop: 3) { AdcChannels = [2, 5] },
            channel => Level(channel, taken[channel]++)
        );
        machine.InvokeMain("Striate.Firmware");

        var (length, type) = (network.Input.Shape.Length, network.Input.Type);
        var expected = new List<string>();
        var classes = new HashSet<int>();
        for (var window = 0; window < windows; window++)
        {
            var input = Enumerable
                .Range(0, length)
                .Select(at =>
                    (byte)(type.Minimum + (Level(at % 2 == 0 ? 2 : 5, (window * 3) + (at / 2)) * (type.Maximum - type.Minimum) / 4095))
                )
                .ToArray();
            var logits = ReferenceExecutor.Run(network, input).Logits;
            var label =
                network.Labels.Length > 0
                    ? network.Labels[logits.IndexOf(logits.Max())]
                    : logits.IndexOf(logits.Max()).ToString(CultureInfo.InvariantCulture);
            classes.Add(logits.IndexOf(logits.Max()));
            if (expected.Count == 0 || expected[^1] != label)
            {
                expected.Add(label);
            }
        }

        classes.Count.ShouldBeGreaterThan(1);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[^expected.Count..].ShouldBe(expected);
        lines[^(expected.Count + 1)].ShouldBe("PASS");

        static int Level(int channel, int sample) => (((sample * 2654435) + (channel * 977) + ((sample / 17) * 1301)) & 0x7fffffff) % 4096;
    }

    private static long Allocated(FirmwareSettings settings, int inferences, string? leak = null)
    {
        var machine = Load(
            Package("segments"),
            EndOfLoop.Replace("1500", inferences.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            TextWriter.Null,
            settings,
            leak: leak
        );
        machine.InvokeMain("Striate.Firmware");
        return machine.Counters.AllocatedBytes;
    }

    private static Machine Load(
        ModelPackage package,
        string endOfLoop,
        TextWriter output,
        FirmwareSettings? settings = null,
        Func<int, int>? converter = null,
        string? leak = null
    )
    {
        var images = LeakyFirmware
            .Compile(package, settings ?? new FirmwareSettings(), leak, endOfLoop)
            .Assemblies.Select(part => part.Image.AsMemory());
        return Machine.Load(
            images,
            new MachineOptions
            {
                Output = output,
                InstructionLimit = 2_000_000_000,
                AdcValue = converter ?? (_ => 0),
            }
        );
    }
}
