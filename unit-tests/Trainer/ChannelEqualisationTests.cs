using CsCheck;
using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using Striate.Trainer.Quantisation;
using TorchSharp;
using Padding = Striate.Model.Graph.Padding;
using Tensor = TorchSharp.torch.Tensor;

namespace Striate.UnitTests.Trainer;

/// <summary>Factors of channels change no function, and make one scale fit all channels of a map.</summary>
[Collection(TorchTests.Name)]
public sealed class ChannelEqualisationTests
{
    private static readonly FeatureMap s_input = SimulationTests.s_input;

    public ChannelEqualisationTests() => TorchRuntime.Prepare();

    [Fact]
    public void Every_channel_that_only_affine_maps_and_depthwise_kernels_read_reaches_one_and_no_logit_changes() =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var network = UnevenNetwork(seed);
                    var images = SimulationTests.RandomImages(seed, 16) * s_input.Scale;
                    var factors = ChannelEqualisation.Factors(network, images);
                    var before = Maps(network, images);
                    var after = Maps(network with { Values = network.Values * factors }, images);

                    (after["logits"] - before["logits"])
                        .abs()
                        .max()
                        .ToDouble()
                        .ShouldBeLessThanOrEqualTo(1e-4 * before["logits"].abs().max().ToDouble());
                    // The transition is equalised behind its mean, where the concatenation reads it. What is as good as dead stays below 1.
                    foreach (var name in new[] { "stem", "one", "transition.mean", "two", "gate" })
                    {
                        var (reach, was) = (Reach(after[name]), Reach(before[name]));
                        var largest = was.max().ToDouble();
                        (reach - (was / was.clamp_min(Math.Max(largest / 1024, 1e-30))))
                            .abs()
                            .max()
                            .ToDouble()
                            .ShouldBeLessThan(1e-4, name);
                        reach.max().ToDouble().ShouldBe(largest > 0 ? 1 : 0, 1e-4, name);
                    }

                    // Read by a convolution across channels, by a sum, or by nothing: as they were.
                    foreach (var name in new[] { "one.norm", "transition.norm", "depthwise", "sum", "mean" })
                    {
                        (after[name] - before[name])
                            .abs()
                            .max()
                            .ToDouble()
                            .ShouldBeLessThanOrEqualTo(1e-4 * before[name].abs().max().ToDouble(), name);
                    }
                },
                iter: 20
            );

    [Fact]
    public void A_network_whose_kernels_all_read_across_channels_is_left_alone()
    {
        using var scope = torch.NewDisposeScope();
        var plan = NetworkLayout.From(NetworkCatalog.Find("resnet8", 10), new Shape(32, 32, 3));
        var network = Folded(plan, 1, spread: 1);
        var factors = ChannelEqualisation.Factors(network, torch.zeros(0));
        factors.shape[0].ShouldBe(network.Layout.Length);
        factors.eq(1).all().ToBoolean().ShouldBeTrue();
    }

    [Fact]
    public void A_channel_that_is_silent_gets_a_finite_factor_and_so_does_a_silent_layer()
    {
        using var scope = torch.NewDisposeScope();
        var network = UnevenNetwork(4);
        var parameters = LayerParameters.Cut(network.Layout, network.Values, torch.zeros(0));
        parameters["stem"].Weight!.narrow(0, 2, 1).zero_();
        parameters["stem"].Bias!.narrow(0, 2, 1).zero_();
        parameters["one"].Weight!.zero_();
        parameters["one"].Bias!.zero_();
        var images = SimulationTests.RandomImages(4, 8) * s_input.Scale;
        var factors = ChannelEqualisation.Factors(network, images);
        factors.isfinite().all().ToBoolean().ShouldBeTrue();
        LayerParameters.Cut(network.Layout, factors, torch.zeros(0))["one"].Weight!.eq(1).all().ToBoolean().ShouldBeTrue();
        var stem = Reach(Maps(network with { Values = network.Values * factors }, images)["stem"]);
        stem.max().ToDouble().ShouldBe(1, 1e-4);
        stem[2].ToDouble().ShouldBe(0);
    }

    [Fact]
    public void The_simulation_of_an_equalised_network_equals_the_reference() =>
        Gen.Int[0, 1_000_000]
            .Sample(
                seed =>
                {
                    using var scope = torch.NewDisposeScope();
                    var network = UnevenNetwork(seed);
                    var images = SimulationTests.RandomImages(seed, 8);
                    var values = network.Values * ChannelEqualisation.Factors(network, images * s_input.Scale);
                    var quantised = Quantised(network with { Values = values }, images);
                    SimulationTests.ShouldEqualReference(quantised, NetworkExport.Export(quantised, values, null, []), values, images);
                },
                iter: 10
            );

    // Of these networks, not of every one: how uneven channels are, and which of them share a scale, is left to chance.
    [Fact]
    public void Channels_of_uneven_size_lose_fewer_decibels()
    {
        var gains = Enumerable
            .Range(1, 16)
            .Select(seed =>
            {
                using var scope = torch.NewDisposeScope();
                var network = UnevenNetwork(seed);
                var images = SimulationTests.RandomImages(seed, 8);
                var factors = ChannelEqualisation.Factors(network, images * s_input.Scale);
                double Decibels(Tensor values) =>
                    LayerErrors
                        .Measure(Quantised(network with { Values = values }, images), values, images)
                        .Single(error => error.Layer == "gate")
                        .SignalToNoise;
                return Decibels(network.Values * factors) - Decibels(network.Values);
            })
            .ToArray();
        gains.Average().ShouldBeGreaterThan(12);
        gains.Min().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Integer_training_sees_the_parameters_as_they_were()
    {
        using var scope = torch.NewDisposeScope();
        var network = UnevenNetwork(9);
        var images = SimulationTests.RandomImages(9, 8);
        using var samples = new SampleTensors(images.to(torch.ScalarType.Byte), torch.zeros(8, torch.ScalarType.Int64));
        var loop = new EpochLoop(samples, 8, Augmentation.None, 1);
        var factors = ChannelEqualisation.Factors(network, images * s_input.Scale);
        var equalised = network with { Values = network.Values * factors };
        var quantisation = QuantisationFit.Fit(equalised, s_input, images * s_input.Scale, new QuantisationOptions());
        var quantised = new QuantisedNetwork(network.Plan, network.Layout, s_input, quantisation);
        using var training = new IntegerTraining(network, factors, quantised, loop, new Schedule(0.001, WarmUp: 0), 1);

        (training.Values - network.Values).abs().max().ToDouble().ShouldBe(0);
        (training.Effective() - equalised.Values).abs().max().ToDouble().ShouldBe(0);
        // A step in an equalised parameter is the factor smaller, and its gradient the factor larger, so that factors cancel out.
        training.Effective().sum().backward();
        (training.Values.grad! - factors).abs().max().ToDouble().ShouldBe(0);
    }

    private static QuantisedNetwork Quantised(FoldedNetwork network, Tensor images) =>
        new(
            network.Plan,
            network.Layout,
            s_input,
            QuantisationFit.Fit(network, s_input, images * s_input.Scale, new QuantisationOptions())
        );

    private static Tensor Reach(Tensor map) => map.abs().amax([0L, 2L, 3L]);

    private static Dictionary<string, Tensor> Maps(FoldedNetwork network, Tensor images)
    {
        using var still = torch.no_grad();
        var maps = new Dictionary<string, Tensor>();
        var parameters = LayerParameters.Cut(network.Layout, network.Values, torch.zeros(0));
        FloatNetwork.Forward(network.Plan, parameters, images, training: false, (name, output) => maps[name] = output);
        return maps;
    }

    /// <summary>A small DenseNet with a transition, a depthwise convolution and a sum; channels differ by factors of tens.</summary>
    private static FoldedNetwork UnevenNetwork(int seed)
    {
        var network = new NetworkBuilder("uneven");
        var stem = Convolution("stem", Network.InputName, 5);
        var one = Convolution("one", Norm("one.norm", stem), 4);
        var all = network.Add(new ConcatDescription("all", [stem, one]));
        var transition = Convolution("transition", Norm("transition.norm", all), 6, kernel: 1);
        var mean = network.Add(new AveragePoolingDescription("transition.mean", [transition], new Window(2, 2, 1, 1, Padding.None)));
        var two = Convolution("two", Norm("two.norm", mean), 3);
        var both = network.Add(new ConcatDescription("both", [mean, two]));
        var gate = Norm("gate", both);
        var depthwise = network.Add(
            new ConvolutionDescription(
                "depthwise",
                [gate],
                18,
                new Window(3, 3, 1, 1, Padding.All(1)),
                Groups: 9,
                BatchNormalisation: false,
                Relu: false
            )
        );
        var side = Convolution("side", depthwise, 18);
        var sum = network.Add(new AddDescription("sum", [depthwise, side]));
        network.FullyConnected("logits", network.GlobalAverage("mean", sum), 4);
        return Normalised(Folded(NetworkLayout.From(network.Build(), s_input.Shape), seed, spread: 1.5), seed);

        string Convolution(string name, string input, int channels, int kernel = 3) =>
            network.Add(
                new ConvolutionDescription(
                    name,
                    [input],
                    channels,
                    new Window(kernel, kernel, 1, 1, Padding.All(kernel / 2)),
                    BatchNormalisation: false,
                    Relu: false
                )
            );

        // Behind a ReLU the gate could have silent channels.
        string Norm(string name, string input) =>
            network.Add(new ScaleShiftDescription(name, [input], BatchNormalisation: false, Relu: name != "gate"));
    }

    /// <summary>Affine maps bring all their channels to one size, as batch normalisation does.</summary>
    private static FoldedNetwork Normalised(FoldedNetwork network, int seed)
    {
        var parameters = LayerParameters.Cut(network.Layout, network.Values, torch.zeros(0));
        foreach (var layer in network.Plan.Layers.Where(layer => layer.Description is ScaleShiftDescription))
        {
            var read = Maps(network, SimulationTests.RandomImages(seed, 16) * s_input.Scale)[layer.Description.Inputs[0]];
            parameters[layer.Name].Gain!.div_(read.transpose(0, 1).flatten(1).std(1).clamp_min(1e-3));
        }

        return network;
    }

    /// <param name="spread">Channels of convolutions are multiplied by powers of two with this standard deviation.</param>
    private static FoldedNetwork Folded(NetworkLayout plan, int seed, double spread)
    {
        using var random = EpochLoop.Generator(seed, 1);
        var layout = ParameterLayout.Of(plan);
        var values = LayerParameters.InitialValues(layout, random);
        var statistics = LayerParameters.InitialStatistics(layout);
        foreach (var layer in LayerParameters.Cut(layout, values, statistics).Values)
        {
            if (layer.Weight is { } weight && weight.dim() == 4)
            {
                weight.mul_(torch.pow(2, torch.randn([weight.shape[0], 1, 1, 1], generator: random) * spread));
            }

            layer.Offset?.add_(torch.randn(layer.Offset.shape, generator: random) * 0.3);
        }

        return BatchNormFolding.Fold(plan, layout, values, statistics);
    }
}
