using System.Collections.Immutable;
using Striate.Codegen;
using Striate.Codegen.Lowering;
using Striate.Codegen.Memory;
using Striate.Codegen.Planning;
using Striate.Codegen.Rendering;
using Striate.Codegen.Syntax;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Packaging;
using Striate.Model.Segments;
using Striate.Verification;

namespace Striate.EmulatorTests;

/// <summary>
/// Every way to compute a layer, the ones that the planner would not choose included, computes the same and costs what it predicts.
/// </summary>
public class KernelVariantTests
{
    private const int Variants = 5;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Any_choice_computes_what_the_reference_computes(int seed)
    {
        var network = NetworkGenerator.FromSeed((ulong)seed, new GeneratorSize(Layers: 5, Side: 9, Channels: 12, LayerOperations: 12_000));
        var vectors = GoldenVectors.Compute(network, NetworkFuzz.SomeInputs(network, (ulong)seed), TestContext.Current.CancellationToken);
        for (var variant = 0; variant < Variants; variant++)
        {
            var number = (uint)((seed * Variants) + variant);
            var (build, chosen) = Build(
                network,
                (variants, layer) => variants[(int)(((number * 7919u) + ((uint)layer * 104_729u)) % (uint)variants.Length)]
            );
            var report = Verifier.Verify(build, network, vectors, cancellation: TestContext.Current.CancellationToken);
            report.Passed.ShouldBeTrue($"{string.Join("; ", chosen.Select(layer => layer.Name))}: {report.FirstDifference}");
            Predicted.WrongCounts(chosen, report).ShouldBeEmpty();
        }
    }

    /// <summary>
    /// Maps of odd sizes, of fewer rows than a word has lanes, of one row; pooling windows of any form, with gaps, beyond strides.
    /// </summary>
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData(8, 8, 1, 2, 2, 2, false)]
    [InlineData(9, 7, 1, 2, 2, 2, true)]
    [InlineData(5, 6, 1, 2, 2, 2, false)]
    [InlineData(13, 4, 1, 3, 2, 3, false)]
    [InlineData(1, 31, 1, 1, 2, 2, true)]
    [InlineData(19, 18, 2, 2, 2, 2, false)]
    [InlineData(20, 9, 1, 2, 1, 3, true)]
    [InlineData(12, 12, 1, 3, 3, 3, false)]
    public void Every_way_to_pool_in_lanes_computes_what_the_reference_computes(
        int height,
        int width,
        int stride,
        int rows,
        int columns,
        int step,
        bool signed
    )
    {
        var network = Pooled(height, width, stride, rows, columns, step, signed);
        var vectors = GoldenVectors.Compute(network, NetworkFuzz.Inputs(network, 1), TestContext.Current.CancellationToken);
        ImmutableArray<KernelVariant> ways =
        [
            .. LayerVariants.Of(LoweringContext.Of(network), network.Layers[0]).Where(way => way.Fuses?.Name == "pool"),
        ];
        ways.ShouldNotBeEmpty();
        foreach (var way in ways)
        {
            var (build, chosen) = Build(network, (variants, layer) => layer == 0 ? way : variants[0]);
            build.Diagnostics.ShouldBeEmpty();
            var report = Verifier.Verify(build, network, vectors, cancellation: TestContext.Current.CancellationToken);
            report.Passed.ShouldBeTrue($"{way.Name}: {report.FirstDifference}");
            Predicted.WrongCounts(chosen, report).ShouldBeEmpty();
        }
    }

    /// <summary>A nearly dead channel's shift is far larger than its sums need, beyond the bits of a word.</summary>
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Theory]
    [InlineData(20, -5000)]
    [InlineData(22, -5000)]
    [InlineData(31, -3000)]
    [InlineData(33, -5000)]
    [InlineData(45, -2400)]
    [InlineData(62, -5000)]
    [InlineData(40, 100)]
    public void A_shift_that_leaves_nothing_of_a_sum_gives_what_the_reference_gives(int shift, int bias)
    {
        var input = new FeatureMap(new Shape(9, 9, 1), IntegerType.UInt8, 0.0625);
        var network = new Network(
            "faint",
            input,
            [
                new Convolution(
                    "conv",
                    ["input"],
                    input with
                    {
                        Shape = new Shape(9, 9, 2),
                    },
                    new Window(3, 3, 1, 1, Padding.All(1)),
                    1,
                    new KernelBank(SegmentCatalog.Dense(3, 3), 2, 1, 8, [0, 0], [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, -1, 0, 3, 1, 1, -2, 0, 1]),
                    [bias, 5],
                    new Requantisation([1, 1], [shift, 3], 0, 255)
                ),
                new FullyConnected(
                    "logits",
                    ["conv"],
                    new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 0.125),
                    8,
                    [.. Enumerable.Range(0, 324).Select(index => (sbyte)((index * 29 % 253) - 126))],
                    [1, -1],
                    null
                ),
            ],
            []
        );
        var vectors = GoldenVectors.Compute(network, NetworkFuzz.Inputs(network, 1), TestContext.Current.CancellationToken);
        foreach (var way in LayerVariants.Of(LoweringContext.Of(network), network.Layers[0]))
        {
            var (build, _) = Build(network, (variants, layer) => layer == 0 ? way : variants[0]);
            build.Diagnostics.ShouldBeEmpty();
            var report = Verifier.Verify(build, network, vectors, cancellation: TestContext.Current.CancellationToken);
            report.Passed.ShouldBeTrue($"{way.Name}: {report.FirstDifference}");
        }
    }

    /// <summary>More than 1,024 shapes in one layer: their numbers have 11 bits, which may lie in three bytes.</summary>
    [Trait(SlowTests.Category, SlowTests.Name)]
    [Fact]
    public void Numbers_of_shapes_that_lie_in_three_bytes_are_read()
    {
        const int Channels = 36;
        const int Outputs = 30;
        var catalog = SegmentCatalog.For(1, 46);
        int[] shapes = [.. Enumerable.Range(0, Channels * Outputs).Select(slice => 1 + (slice * 613 % (catalog.Count - 1)))];
        shapes.Distinct().Count().ShouldBeGreaterThan(1024);
        var input = new FeatureMap(new Shape(1, 48, Channels), IntegerType.UInt8, 0.0625);
        var network = new Network(
            "many-shapes",
            input,
            [
                new Convolution(
                    "logits",
                    ["input"],
                    new FeatureMap(new Shape(1, 3, Outputs), IntegerType.Int32, 0.125),
                    new Window(1, 46, 1, 1, Padding.None),
                    1,
                    new KernelBank(
                        catalog,
                        Outputs,
                        Channels,
                        8,
                        [.. shapes],
                        [
                            .. Enumerable
                                .Range(0, shapes.Sum(shape => catalog[shape].Cells.Length))
                                .Select(index => (sbyte)((index * 7 % 31) - 15)),
                        ]
                    ),
                    [.. Enumerable.Range(0, Outputs)],
                    null
                ),
            ],
            []
        );
        var vectors = GoldenVectors.Compute(network, TestInputs.For(network.Input, 2), TestContext.Current.CancellationToken);
        var build = Generator.Build(
            network,
            new GeneratorOptions(Strategy.Table),
            new string('0', 64),
            cancellation: TestContext.Current.CancellationToken
        );
        build.Code.Files.Select(file => file.Text).ShouldContain(text => text.Contains("index[(bit >> 3) + 2]", StringComparison.Ordinal));
        var report = Verifier.Verify(build, network, vectors, cancellation: TestContext.Current.CancellationToken);
        report.Passed.ShouldBeTrue(report.FirstDifference?.ToString());
    }

    private static Network Pooled(int height, int width, int stride, int rows, int columns, int step, bool signed)
    {
        const int Channels = 3;
        const int Outputs = 5;
        var input = new FeatureMap(new Shape(height, width, Channels), signed ? IntegerType.Int8 : IntegerType.UInt8, 0.0625);
        var window = new Window(Math.Min(3, height), 3, stride, stride, new Padding(height > 1 ? 1 : 0, 1, height > 1 ? 1 : 0, 1));
        var map = input with { Shape = window.Over(input.Shape, Outputs) };
        var pool = new Window(rows, columns, step, step, Padding.None);
        var pooled = map with { Shape = pool.Over(map.Shape, Outputs) };
        var cells = Math.Min(3, height) * 3;
        return new Network(
            "pooled",
            input,
            [
                new Convolution(
                    "conv",
                    ["input"],
                    map,
                    window,
                    1,
                    new KernelBank(
                        SegmentCatalog.Dense(Math.Min(3, height), 3),
                        Outputs,
                        Channels,
                        5,
                        [.. new int[Outputs * Channels]],
                        [.. Enumerable.Range(0, Outputs * Channels * cells).Select(index => (sbyte)((index * 7 % 31) - 15))]
                    ),
                    [-300, 200, 0, 77, -5],
                    new Requantisation([1, 3, 1, 5, 2], [6, 8, 5, 9, 7], map.Type.Minimum, map.Type.Maximum)
                ),
                new MaxPooling("pool", ["conv"], pooled, pool),
                new FullyConnected(
                    "logits",
                    ["pool"],
                    new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 0.125),
                    8,
                    [.. Enumerable.Range(0, 2 * pooled.Shape.Length).Select(index => (sbyte)((index * 29 % 253) - 126))],
                    [1, -1],
                    null
                ),
            ],
            []
        );
    }

    private static (BuildResult Build, ImmutableArray<(string Name, CodeCost Cost)> Chosen) Build(
        Network network,
        Func<ImmutableArray<KernelVariant>, int, KernelVariant> choose
    )
    {
        var options = new GeneratorOptions(Strategy.Planned);
        var context = LoweringContext.Of(network);
        var chosen = new Dictionary<string, KernelVariant>(StringComparer.Ordinal);
        foreach (var (layer, index) in network.Layers.Select((layer, index) => (layer, index)))
        {
            chosen.TryAdd(layer.Name, choose(LayerVariants.Of(context, layer, Strategy.Planned), index));
            if (chosen[layer.Name].Fuses is { } next)
            {
                chosen[next.Name] = new KernelVariant("computed before", Workspace.None, _ => []) { FusedInto = layer.Name };
            }
        }

        var workspaces = chosen.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Workspace, StringComparer.Ordinal);
        var fusions = new Fusions(
            chosen
                .Where(pair => pair.Value.FusedInto is not null)
                .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.FusedInto!, StringComparer.Ordinal)
        );
        var planned = context.With(workspaces, fusions);
        var kernels = network.Layers.Select(layer => chosen[layer.Name].Lower(planned)).ToImmutableArray();
        var code = NetworkEmission.Emit(network, planned, kernels, options, new string('0', 64));
        return (
            Generator.Build(code),
            [.. network.Layers.Select((layer, index) => (chosen[layer.Name].Name, Predicted.CostOf(kernels[index])))]
        );
    }
}
