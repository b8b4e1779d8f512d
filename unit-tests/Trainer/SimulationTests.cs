using System.Collections.Immutable;
using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Reference;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Striate.Trainer.Quantisation;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.UnitTests.Trainer;

/// <summary>Folding keeps the function, and the simulation is the integer reference, for every kind of layer.</summary>
[Collection(TorchTests.Name)]
public sealed class SimulationTests
{
    internal static readonly FeatureMap s_input = new(new Shape(7, 6, 3), IntegerType.UInt8, 1.0 / 255);

    public SimulationTests() => TorchRuntime.Prepare();

    [Fact]
    public void Folding_a_batch_normalisation_changes_no_logit()
    {
        using var scope = torch.NewDisposeScope();
        var (plan, layout, values, statistics) = RandomNetwork(3);
        var images = RandomImages(3, 16) * s_input.Scale;
        var before = FloatNetwork.Forward(plan, LayerParameters.Cut(layout, values, statistics), images, training: false);

        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);

        folded.Layout.Statistics.ShouldBeEmpty();
        var after = FloatNetwork.Forward(
            folded.Plan,
            LayerParameters.Cut(folded.Layout, folded.Values, torch.zeros(0)),
            images,
            training: false
        );
        (after - before).abs().max().ToDouble().ShouldBeLessThan(1e-4 * before.abs().max().ToDouble());
        before.std().ToDouble().ShouldBeGreaterThan(0.01);
    }

    [Theory]
    [InlineData(MultiplierForm.General, 8, 8)]
    [InlineData(MultiplierForm.General, 4, 10)]
    [InlineData(MultiplierForm.PowerOfTwo, 8, 8)]
    [InlineData(MultiplierForm.PowerOfTwo, 6, 8)]
    public void The_simulation_equals_the_integer_reference_in_every_layer(MultiplierForm form, int weightBits, int multiplierBits) =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var (plan, layout, values, statistics) = RandomNetwork(seed);
                    var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
                    var options = new QuantisationOptions(weightBits, 8, form, multiplierBits);
                    var images = RandomImages(seed, 8);
                    var quantisation = QuantisationFit.Fit(folded, s_input, images * s_input.Scale, options);
                    var quantised = new QuantisedNetwork(folded.Plan, folded.Layout, s_input, quantisation);
                    var network = NetworkExport.Export(quantised, folded.Values, null, []);
                    if (form == MultiplierForm.PowerOfTwo)
                    {
                        network
                            .Layers.OfType<Striate.Model.Graph.Layers.Convolution>()
                            .ShouldAllBe(layer => layer.Requantisation!.Multipliers.All(m => m == 1));
                    }

                    ShouldEqualReference(quantised, network, folded.Values, images);
                },
                iter: 10
            );

    [Fact]
    public void Weights_stay_in_their_range_and_reach_its_end_in_every_channel_that_is_not_nearly_dead() =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var (plan, layout, values, statistics) = RandomNetwork(seed);
                    var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
                    var quantisation = QuantisationFit.Fit(
                        folded,
                        s_input,
                        RandomImages(seed, 8) * s_input.Scale,
                        new QuantisationOptions(6)
                    );
                    var quantised = new QuantisedNetwork(folded.Plan, folded.Layout, s_input, quantisation);
                    Tensor Largest(LayerParameters stem) => stem.Weight!.flatten(1).abs().amax([1L]);
                    var real = Largest(LayerParameters.Cut(folded.Layout, folded.Values, torch.zeros(0))["stem"]);
                    var weight = Largest(quantised.Quantise(folded.Values)["stem"]);
                    weight.max().ToDouble().ShouldBe(31);
                    // The rounded multiplier may cost at most one part in 2^7 of the range; channels that are nearly dead have coarser
                    // steps.
                    weight.masked_select(real.ge(real.max() / 256)).min().ToDouble().ShouldBeGreaterThanOrEqualTo(30);
                },
                iter: 10
            );

    [Fact]
    public void A_silent_map_leaves_those_that_it_is_concatenated_with_their_scale()
    {
        using var scope = torch.NewDisposeScope();
        var (plan, layout, values, statistics) = RandomNetwork(3);
        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
        var parameters = LayerParameters.Cut(folded.Layout, folded.Values, torch.zeros(0));
        parameters["affine"].Gain!.zero_();
        parameters["affine"].Offset!.zero_();
        parameters["grown"].Bias!.fill_(0.001);
        var images = RandomImages(3, 8);

        var quantisation = QuantisationFit.Fit(folded, s_input, images * s_input.Scale, new QuantisationOptions());

        var quantised = new QuantisedNetwork(folded.Plan, folded.Layout, s_input, quantisation);
        var network = NetworkExport.Export(quantised, folded.Values, null, []);
        network.Layers.Single(layer => layer.Name == "both").Output.Scale.ShouldBe(0.001 / 255, 1e-8);
        ShouldEqualReference(quantised, network, folded.Values, images);
    }

    [Fact]
    public void Every_bit_less_shows_in_the_signal_to_noise_of_the_layers()
    {
        using var scope = torch.NewDisposeScope();
        var (plan, layout, values, statistics) = RandomNetwork(5);
        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
        var images = RandomImages(5, 8);
        double Decibels(int bits)
        {
            var quantisation = QuantisationFit.Fit(folded, s_input, images * s_input.Scale, new QuantisationOptions(bits));
            var errors = LayerErrors.Measure(
                new QuantisedNetwork(folded.Plan, folded.Layout, s_input, quantisation),
                folded.Values,
                images
            );
            errors.Select(error => error.Layer).ShouldBe(plan.Layers.Select(layer => layer.Name));
            return errors[0].SignalToNoise;
        }

        var (eight, four) = (Decibels(8), Decibels(4));
        eight.ShouldBeGreaterThan(35);
        four.ShouldBeInRange(10, eight - 12);
    }

    [Fact]
    public void The_layer_that_loses_least_gets_fewer_bits_first()
    {
        using var scope = torch.NewDisposeScope();
        var (plan, layout, values, statistics) = RandomNetwork(7);
        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
        var kept = plan.Layers.Where(layer => layer.DenseWeights > 0).ToDictionary(layer => layer.Name, layer => layer.DenseWeights);
        ImmutableSortedDictionary<string, int> Bits(double part) =>
            BitAllocation
                .Choose(folded, s_input, RandomImages(7, 32), kept, new QuantisationOptions(WeightBytes: (long)(kept.Values.Sum() * part)))
                .LayerBits!;

        Bits(1).Values.ShouldAllBe(bits => bits == 8);
        var (half, quarter) = (Bits(0.5), Bits(0.26));
        half.Values.Distinct().Count().ShouldBeGreaterThan(1);
        quarter.ShouldAllBe(entry => entry.Value <= half[entry.Key]);
        half.Sum(entry => kept[entry.Key] * entry.Value).ShouldBeInRange(kept.Values.Sum() * 7 / 2, kept.Values.Sum() * 4);
    }

    [Fact]
    public void Bits_that_are_given_stay_and_samples_of_the_whole_set_decide_about_the_others()
    {
        using var scope = torch.NewDisposeScope();
        var (plan, layout, values, statistics) = RandomNetwork(7);
        var folded = BatchNormFolding.Fold(plan, layout, values, statistics);
        var kept = plan.Layers.Where(layer => layer.DenseWeights > 0).ToDictionary(layer => layer.Name, layer => layer.DenseWeights);
        var options = new QuantisationOptions(WeightBytes: kept.Values.Sum() / 2);
        ImmutableSortedDictionary<string, int> Bits(Tensor images, QuantisationOptions own) =>
            BitAllocation.Choose(folded, s_input, images, kept, own).LayerBits!;

        var given = options with { LayerBits = ImmutableSortedDictionary<string, int>.Empty.Add("stem", 7).Add("hidden", 2) };
        var fixedBits = Bits(RandomImages(7, 32), given);
        (fixedBits["stem"], fixedBits["hidden"]).ShouldBe((7, 2));
        fixedBits.Sum(entry => kept[entry.Key] * entry.Value).ShouldBeInRange(kept.Values.Sum() * 7 / 2, kept.Values.Sum() * 4);
        Should
            .Throw<StriateException>(() =>
                Bits(RandomImages(7, 32), given with { LayerBits = kept.Keys.ToImmutableSortedDictionary(name => name, _ => 8) })
            )
            .Message.ShouldContain("need at least");

        // Sorted samples: every one twice over, and twice as many as are looked at.
        var images = RandomImages(8, 256);
        var sorted = torch.cat([images.narrow(0, 0, 128) / 16, images.narrow(0, 128, 128)]).round();
        Bits(sorted.repeat_interleave(2, 0), options).ShouldBe(Bits(sorted, options));
    }

    [Fact]
    public void Sums_that_could_leave_32_bits_are_refused_with_layer_and_channel()
    {
        var weights = new sbyte[2 * 70_000];
        Array.Fill(weights, (sbyte)127, 70_000, 70_000);
        Should
            .Throw<StriateException>(() =>
                Striate.Trainer.Quantisation.Layers.ProductLayer.CheckAccumulators(
                    "wide",
                    weights,
                    [0, 0],
                    new FeatureMap(new Shape(1, 1, 70_000), IntegerType.UInt8, 1)
                )
            )
            .Message.ShouldContain("layer 'wide', channel 1");
    }

    internal static void ShouldEqualReference(QuantisedNetwork quantised, Network network, Tensor values, Tensor images)
    {
        var integers = quantised.Quantise(values).ToDictionary(entry => entry.Key, entry => ToDouble(entry.Value));
        var outputs = new Dictionary<string, double[]>();
        quantised.Forward(
            integers,
            images.to(torch.ScalarType.Float64),
            (name, map) => outputs[name] = map.permute(0, 2, 3, 1).contiguous().data<double>().ToArray()
        );
        var bytes = images.permute(0, 2, 3, 1).contiguous().to(torch.ScalarType.Byte).data<byte>().ToArray();
        var count = (int)images.shape[0];
        for (var sample = 0; sample < count; sample++)
        {
            var length = bytes.Length / count;
            var reference = ReferenceExecutor.Run(network, bytes.AsSpan(sample * length, length));
            foreach (var (layer, expected) in network.Layers.Zip(reference.Outputs))
            {
                outputs[layer.Name]
                    .AsSpan(sample * expected.Length, expected.Length)
                    .ToArray()
                    .ShouldBe(Array.ConvertAll(expected, value => (double)value), $"{layer.Name}, sample {sample}");
            }
        }
    }

    private static LayerParameters ToDouble(LayerParameters layer) =>
        new()
        {
            Weight = layer.Weight?.to(torch.ScalarType.Float64),
            Bias = layer.Bias?.to(torch.ScalarType.Float64),
            Gain = layer.Gain?.to(torch.ScalarType.Float64),
            Offset = layer.Offset?.to(torch.ScalarType.Float64),
        };

    internal static Tensor RandomImages(int seed, int count)
    {
        using var random = EpochLoop.Generator(seed, 2);
        return torch.randint(0, 256, [count, 3, 7, 6], torch.ScalarType.Float32, generator: random);
    }

    /// <summary>Every kind of layer once, with statistics and gains that are far from 0 and 1.</summary>
    internal static (NetworkLayout Plan, ParameterLayout Layout, Tensor Values, Tensor Statistics) RandomNetwork(int seed)
    {
        var network = new NetworkBuilder("every-kind");
        var stem = network.Convolution("stem", Network.InputName, 6);
        var left = network.Convolution("left", stem, 6, relu: false);
        var sum = network.Add(new AddDescription("sum", [left, stem]));
        var depthwise = network.Add(
            new ConvolutionDescription(
                "depthwise",
                [sum],
                6,
                new Window(3, 3, 2, 2, new Striate.Model.Graph.Padding(0, 0, 1, 1)),
                Groups: 6,
                Relu: false
            )
        );
        var affine = network.Add(new ScaleShiftDescription("affine", [depthwise]));
        var grown = network.Convolution("grown", affine, 4, kernel: 1);
        var both = network.Add(new ConcatDescription("both", [affine, grown]));
        var pooled = network.Add(
            new MaxPoolingDescription("pooled", [both], new Window(2, 2, 1, 1, new Striate.Model.Graph.Padding(0, 0, 1, 1)))
        );
        var mean = network.Add(new AveragePoolingDescription("mean", [pooled], new Window(2, 3, 1, 1, Striate.Model.Graph.Padding.None)));
        var flat = network.Add(new FlattenDescription("flat", [mean]));
        network.FullyConnected("logits", network.FullyConnected("hidden", flat, 12, relu: true), 5);
        var plan = NetworkLayout.From(network.Build(), s_input.Shape);
        var layout = ParameterLayout.Of(plan);
        using var random = EpochLoop.Generator(seed, 1);
        var values = LayerParameters.InitialValues(layout, random);
        var tail = values.narrow(0, layout.Weights, layout.Length - layout.Weights);
        tail.add_(torch.randn(tail.shape, generator: random) * 0.3);
        var statistics = LayerParameters.InitialStatistics(layout);
        statistics.add_(torch.rand(statistics.shape, generator: random) * 0.5);
        return (plan, layout, values, statistics);
    }
}
