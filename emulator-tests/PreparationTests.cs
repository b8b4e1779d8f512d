using Striate.Codegen;
using Striate.Codegen.Compilation;
using Striate.Emulator;
using Striate.Model.Graph;
using Striate.Model.Packaging;
using Striate.Model.Reference;

namespace Striate.EmulatorTests;

/// <summary>
/// Readings become inputs in generated code as the contract says, on every executor, and code without a contract has nothing of it.
/// </summary>
public sealed class PreparationTests
{
    private const string Driver = "Driver";
    private const int Windows = 1000;
    private static readonly string s_sha = new('0', 64);

    /// <summary>Name, type of a reading, and the channels.</summary>
    public static TheoryData<string, string, InputChannel[]> Contracts =>
        new()
        {
            { "two axes", "short", [new("x", 0.001, -1203, 9000, 12), new("y & <z>", 1, 700, 12345, 17)] },
            { "one scale", "short", [new("", 1, 0, 16256, 22), new("", 1, 0, 16256, 22)] },
            { "offset at an end of 16 bits", "short", [new("low", 1, -32000, 16000, 15), new("high", 1, 32000, 16000, 15)] },
            { "all of 16 bits", "short", [new("", 1, 0, 8128, 15), new("", 1, -1, 16256, 16)] },
            { "250 readings beyond 16 bits", "int", [new("a", 1, 16554, 16216, 21), new("b", 1, 0, 9000, 12)] },
            { "pressure", "int", [new("pascal", 0.01, 10_132_500, 9000, 14), new("far", 1, -(1 << 30), 16383, 1)] },
            { "coarse", "int", [new("a", 1, 1 << 30, 1, 30), new("b", 1, 0, 1, 30)] },
            { "many", "short", Many() },
            { "mu-law of 16 bits", "short", [new("", 1, 0, 8192, 13, MuLaw.Name), new("", 1, 0, 8192, 13, MuLaw.Name)] },
            { "mu-law of a converter", "short", [new("a", 1, 2048, 16350, 10, MuLaw.Name), new("b", 1, 1900, 9000, 9, MuLaw.Name)] },
            { "mu-law of pressure", "int", [new("a", 1, 10_132_500, 9000, 14, MuLaw.Name), new("b", 1, -(1 << 30), 16383, 1, MuLaw.Name)] },
            { "coarse mu-law", "int", [new("a", 1, 0, 1, 30, MuLaw.Name), new("b", 1, 7, 8192, 13, MuLaw.Name)] },
            {
                "many of mu-law",
                "short",
                [
                    .. Many()
                        .Select(channel =>
                            channel with
                            {
                                Multiplier = 8000 + (channel.Multiplier / 8),
                                Shift = 9 + (channel.Shift % 4),
                                Table = MuLaw.Name,
                            }
                        ),
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Raw_and_prepared_windows_are_the_same_on_every_executor(string name, string type, InputChannel[] channels)
    {
        var network = channels.Length == 2 ? TinyNetworks.Depthwise : OfFeatures(channels.Length);
        Check(name, network, new InputContract("signal", [.. channels], 50, "m/s^2"), type);
    }

    // More channels than lines: the same by tables.
    private static InputChannel[] Many()
    {
        var random = new Random(1);
        return
        [
            .. Enumerable
                .Range(0, 12)
                .Select(_ => new InputChannel("", 1, random.Next(-2000, 2000), random.Next(1, 16384), random.Next(8, 20))),
        ];
    }

    /// <summary>A network that reads a value of each of so many channels.</summary>
    internal static Network OfFeatures(int channels)
    {
        var map = TinyNetworks.Depthwise.Input with { Shape = new Shape(1, 1, channels) };
        var logits = new Model.Graph.Layers.FullyConnected(
            "logits",
            ["input"],
            new FeatureMap(new Shape(1, 1, 3), IntegerType.Int32, 0.001),
            8,
            [.. Enumerable.Range(0, 3 * channels).Select(index => (sbyte)((index * 37 % 255) - 127))],
            [1, -2, 3],
            null
        );
        return new Network("many", map, [logits], ["a", "b", "c"]);
    }

    [Fact]
    public void The_code_with_a_contract_is_the_golden_one()
    {
        var contract = new InputContract("signal", [new("x", 0.001, -1203, 9000, 12), new("y & <z>", 1, 70000, 12345, 17)], 50, "m/s^2");
        var code = Generator.Emit(TinyNetworks.Depthwise, new GeneratorOptions(), s_sha, contract);
        GoldenFile.Check("depthwise/contract/Depthwise.cs", code.Files.Single(file => file.Name == "Depthwise.cs").Text);
    }

    [Fact]
    public void The_code_of_mu_law_is_the_golden_one()
    {
        var contract = new InputContract(
            "sound",
            [new("", 1.0 / 32768, 0, 8192, 13, MuLaw.Name), new("", 1.0 / 32768, -5, 9000, 13, MuLaw.Name)],
            16000
        );
        var code = Generator.Emit(TinyNetworks.Depthwise, new GeneratorOptions(), s_sha, contract);
        GoldenFile.Check("depthwise/mu-law/Depthwise.cs", code.Files.Single(file => file.Name == "Depthwise.cs").Text);
    }

    /// <summary>Of every reading of 16 bits, on every executor.</summary>
    [Theory]
    [InlineData(0, 8192, 13, MuLaw.Name)]
    [InlineData(-259, 8719, 11, MuLaw.Name)]
    [InlineData(2048, 16350, 10, MuLaw.Name)]
    [InlineData(0, 16256, 22, null)]
    public void All_readings_of_16_bits_are_the_same_inputs(int offset, int multiplier, int shift, string? table)
    {
        const int Values = 256;
        var channel = new InputChannel("", 1, offset, multiplier, shift, table);
        var network = OfFeatures(Values) is var one ? one with { Input = one.Input with { Shape = new Shape(1, Values, 1) } } : null!;
        var build = Generator.Build(
            network,
            new GeneratorOptions(),
            s_sha,
            contract: new InputContract("sound", [channel], 8000),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.Where(diagnostic => diagnostic.Severity == Platform.Severity.Error).ShouldBeEmpty();
        CompiledAssembly[] all = [.. build.Assemblies, DriverOf(build, "short")];
        using var desktop = DesktopLoader.Load(all);
        var (prepare, classify) = (
            desktop.GetMethod<Action<short[], byte[]>>(Driver, "Prepare"),
            desktop.GetMethod<Func<short[], int>>(Driver, "Classify")
        );
        var machine = Machine.Load(all.Select(assembly => assembly.Image.AsMemory()));
        for (var first = (int)short.MinValue; first <= short.MaxValue; first += Values)
        {
            short[] readings = [.. Enumerable.Range(first, Values).Select(reading => (short)reading)];
            byte[] expected = [.. readings.Select(reading => unchecked((byte)channel.Apply(reading)))],
                onDesktop = new byte[Values],
                onEmulator = new byte[Values];
            prepare(readings, onDesktop);
            machine.Invoke(Driver, "Prepare", readings, onEmulator);
            onDesktop.ShouldBe(expected, $"from {first}");
            onEmulator.ShouldBe(expected, $"from {first}");
            var wanted = ReferenceExecutor.Classify(network, expected);
            (classify(readings), machine.Invoke(Driver, "Classify", [readings])).ShouldBe((wanted, wanted));
        }
    }

    [Fact]
    public void Code_without_a_contract_has_nothing_of_it() =>
        Generator
            .Emit(TinyNetworks.Depthwise, new GeneratorOptions(), s_sha)
            .Files.ShouldAllBe(file =>
                !file.Text.Contains("Prepare", StringComparison.Ordinal) && !file.Text.Contains("ToByte", StringComparison.Ordinal)
            );

    private static void Check(string name, Network network, InputContract contract, string type)
    {
        var build = Generator.Build(
            network,
            new GeneratorOptions(),
            s_sha,
            contract: contract,
            cancellation: TestContext.Current.CancellationToken
        );
        build.Diagnostics.Where(diagnostic => diagnostic.Severity == Platform.Severity.Error).ShouldBeEmpty();
        var generated = GeneratedOf(build);
        CompiledAssembly[] all = [.. build.Assemblies, DriverOf(build, type, network.HasClasses)];
        using var desktop = DesktopLoader.Load(all);
        var machine = Machine.Load(all.Select(assembly => assembly.Image.AsMemory()));
        var random = new Random(7);
        var used = new HashSet<byte>();
        for (var window = 0; window < Windows; window++)
        {
            int[] readings =
            [
                .. Enumerable
                    .Range(0, network.Input.Shape.Length)
                    .Select(place => Reading(random, contract.Channels[place % contract.Channels.Length], type)),
            ];
            byte[] expected =
            [
                .. readings.Select((reading, place) => unchecked((byte)contract.Channels[place % contract.Channels.Length].Apply(reading))),
            ];
            used.UnionWith(expected);
            short[] shorts = [.. readings.Select(reading => unchecked((short)reading))];
            Array raw = type == "short" ? shorts : readings;
            byte[] onDesktop = new byte[expected.Length],
                onEmulator = new byte[expected.Length];
            if (type == "short")
            {
                desktop.GetMethod<Action<short[], byte[]>>(Driver, "Prepare")(shorts, onDesktop);
            }
            else
            {
                desktop.GetMethod<Action<int[], byte[]>>(Driver, "Prepare")(readings, onDesktop);
            }

            machine.Invoke(Driver, "Prepare", raw, onEmulator);
            onDesktop.ShouldBe(expected, name);
            onEmulator.ShouldBe(expected, name);
            if (network.HasClasses)
            {
                var wanted = ReferenceExecutor.Classify(network, expected);
                var allocations = machine.Counters.Allocations;
                machine.Invoke(Driver, "Classify", raw).ShouldBe(wanted);
                (
                    type == "short"
                        ? desktop.GetMethod<Func<short[], int>>(Driver, "Classify")(shorts)
                        : desktop.GetMethod<Func<int[], int>>(Driver, "Classify")(readings)
                ).ShouldBe(wanted);
                (window == 0 || machine.Counters.Allocations == allocations).ShouldBeTrue();
            }
        }

        // Both ends are reached where a reading can, and what lies between.
        var (least, greatest) = type == "short" ? (short.MinValue, short.MaxValue) : (int.MinValue, int.MaxValue);
        used.Contains(0x80).ShouldBe(contract.Channels.Any(channel => channel.Apply(least) == sbyte.MinValue));
        used.Contains(0x7f).ShouldBe(contract.Channels.Any(channel => channel.Apply(greatest) == sbyte.MaxValue));
        (used.Count > 20).ShouldBe(name != "coarse");

        // The map has what the arrays for readings take.
        var counting = Machine.Load(build.Assemblies.Select(assembly => assembly.Image.AsMemory()));
        counting.Invoke(generated, "Run", new byte[network.Input.Shape.Length], new int[network.Logits.Shape.Length]);
        counting.PeakHeapBytes.ShouldBe(build.Map.ObjectBytes);
        foreach (var (value, wanted) in new[] { (-1, 255), (-128, 128), (-129, 128), (127, 127), (1000, 127), (0, 0) })
        {
            machine.Invoke(Driver, "ToByte", value).ShouldBe(wanted);
        }
    }

    private static string GeneratedOf(BuildResult build) => $"{build.Code.Namespace}.{build.Code.NetworkClass}";

    // Whoever calls by a name cannot say which of two methods is meant.
    private static CompiledAssembly DriverOf(BuildResult build, string type, bool hasClasses = true) =>
        CSharpCompiler
            .Compile(
                Driver,
                [
                    new SourceText(
                        "Driver.cs",
                        $$"""
                        public static class Driver
                        {
                            public static void Prepare({{type}}[] raw, byte[] input) { {{GeneratedOf(build)}}.Prepare(raw, input); }
                            public static int Classify({{type}}[] raw) { return {{(
                            hasClasses ? GeneratedOf(build) + ".Classify(raw)" : "0"
                        )}}; }
                            public static int ToByte(int value) { return {{GeneratedOf(build)}}.ToByte(value); }
                        }
                        """
                    ),
                ],
                build.Assemblies
            )
            .Required();

    // Within the range, around its ends, and anything.
    private static int Reading(Random random, InputChannel channel, string type)
    {
        var half = ((channel.IsMuLaw ? MuLaw.Loudest : (long)sbyte.MaxValue) << channel.Shift) / channel.Multiplier;
        var (low, high) = type == "short" ? (short.MinValue, short.MaxValue) : (int.MinValue, (long)int.MaxValue);
        var reading =
            random.Next(4) == 0
                ? random.NextInt64(low, high + 1)
                : channel.Offset + random.NextInt64((-half * 3 / 2) - 1, (half * 3 / 2) + 2);
        return (int)Math.Clamp(reading, low, high);
    }
}
