using CsCheck;
using Striate.Fuzzing;
using Striate.Fuzzing.Networks;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Reference;
using Striate.Model.Segments;
using Striate.Model.Streaming;

namespace Striate.UnitTests.Model.Reference;

/// <summary>A network over blocks beside itself over whole windows.</summary>
public sealed class StreamingTests
{
    private const int Blocks = 6;

    [Fact]
    public void Every_block_tells_what_its_window_tells() => Sample(100, NetworkGenerator.Streamed());

    [Fact]
    [Trait(SlowTests.Category, SlowTests.Name)]
    public void Every_block_of_ten_thousand_streams_tells_what_its_window_tells() => Sample(10_000, NetworkGenerator.Streamed());

    [Fact]
    public void So_it_is_in_the_wider_arithmetic() => Sample(100, Wider);

    [Fact]
    [Trait(SlowTests.Category, SlowTests.Name)]
    public void So_it_is_in_the_wider_arithmetic_of_many_streams() => Sample(2_000, Wider);

    [Fact]
    public void What_is_in_the_way_is_told_with_its_layer_and_a_remedy()
    {
        var network = Stream(new Padding(0, 1, 0, 0));
        BlockForm
            .Check(network)
            .Obstacle.ShouldNotBeNull()
            .ToString()
            .ShouldBe(
                "layer 'conv' pads 1 columns along time, so its values depend on where the window begins and ends; train it with --streaming, or without padding along time"
            );
        Should
            .Throw<StriateException>(() => BlockForm.Of(network, 4))
            .Message.ShouldStartWith("STR2001 network 'stream' does not stream exactly: layer 'conv' pads 1 columns");

        var image = network with
        {
            Input = network.Input with { Shape = new Shape(1, 1, 8) },
            Layers = [((Convolution)network.Layers[0]) with { Output = network.Layers[0].Output }],
        };
        BlockForm.Check(image).Obstacle!.ToString().ShouldBe("the input is 1x1x8: it has no steps of time; stream networks of signals");

        var open = Stream(Padding.None) with { Layers = [Stream(Padding.None).Layers[0]] };
        BlockForm
            .Check(open)
            .Obstacle!.ToString()
            .ShouldStartWith("layer 'conv' writes 3 steps of time at the end; end with a layer that reads the whole window");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(-2)]
    public void A_hop_that_does_not_fit_is_refused(int hop) =>
        Should
            .Throw<StriateException>(() => BlockForm.Of(Stream(Padding.None), hop))
            .Message.ShouldBe($"STR2002 a hop of {hop} steps does not fit network 'stream'; it must be a multiple of 2, at most 8");

    // As a hostile package may have it: padded windows are as far apart as they like.
    [Fact]
    public void Strides_beyond_all_bounds_are_padding_in_the_way()
    {
        var input = new FeatureMap(new Shape(1, 160_001, 1), IntegerType.UInt8, 1);
        MaxPooling Pool(string name, string from, FeatureMap map, int kernel, int stride, int padding)
        {
            var window = new Window(1, kernel, 1, stride, new Padding(0, padding, 0, padding));
            return new MaxPooling(name, [from], map with { Shape = window.Over(map.Shape, 1) }, window);
        }

        var first = Pool("first", Network.InputName, input, 1, 40_000, 0);
        var second = Pool("second", "first", first.Output, 65_535, 65_535, 65_534);
        second.Output.Shape.Width.ShouldBe(2);
        var logits = new FullyConnected(
            "logits",
            ["second"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            8,
            [1, 1],
            [0],
            null
        );
        var network = new Network("far", input, [first, second, logits], []);
        NetworkValidator.Check(network).ShouldBeEmpty();
        BlockForm.Check(network).Obstacle!.ToString().ShouldStartWith("layer 'second' pads 131068 columns along time");
    }

    // Histories near the limits of a map.
    [Fact]
    public void A_block_form_that_is_more_than_a_network_may_be_is_refused()
    {
        const int Side = NetworkLimits.MaximumWindowSide;
        var input = new FeatureMap(new Shape(1, NetworkLimits.MaximumMapValues, 1), IntegerType.UInt8, 1);
        var (overlapping, apart) = (new Window(1, 300, 1, 1, Padding.None), new Window(1, Side, 1, Side, Padding.None));
        var first = new MaxPooling("first", [Network.InputName], input with { Shape = overlapping.Over(input.Shape, 1) }, overlapping);
        var second = new MaxPooling("second", ["first"], input with { Shape = apart.Over(first.Output.Shape, 1) }, apart);
        var logits = new FullyConnected(
            "logits",
            ["second"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            8,
            [.. Enumerable.Repeat((sbyte)1, second.Output.Shape.Width)],
            [0],
            null
        );
        var network = new Network("long", input, [first, second, logits], []);
        NetworkValidator.Check(network).ShouldBeEmpty();
        Should.Throw<StriateException>(() => BlockForm.Of(network, 256 * Side)).Message.ShouldStartWith("STR2002 with a hop of");
    }

    // Two maps of nearly the largest size, each kept for a layer that reads all of it.
    [Fact]
    public void A_state_of_more_than_a_map_holds_is_refused()
    {
        var input = new FeatureMap(new Shape(1, 60_000, 256), IntegerType.UInt8, 1);
        MaxPooling Pool(string name, string from, int kernel)
        {
            var window = new Window(1, kernel, 1, 1, Padding.None);
            return new MaxPooling(name, [from], input with { Shape = window.Over(input.Shape, 256) }, window);
        }

        var both = new Concat("both", ["whole", "wholeToo"], input with { Shape = new Shape(1, 1, 512) });
        var logits = new FullyConnected(
            "logits",
            ["both"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            8,
            [.. new sbyte[512]],
            [0],
            null
        );
        var network = new Network(
            "large",
            input,
            [Pool("same", Network.InputName, 1), Pool("whole", Network.InputName, 60_000), Pool("wholeToo", "same", 60_000), both, logits],
            []
        );
        NetworkValidator.Check(network).ShouldBeEmpty();
        Should
            .Throw<StriateException>(() => BlockForm.Of(network, 1))
            .Message.ShouldStartWith(
                "STR2002 with a hop of 1 steps, network 'large' is more than a network may be: it keeps 30719488 values"
            );
    }

    // A convolution of three steps every two, over eight of one channel, then the logits.
    private static Network Stream(Padding padding)
    {
        var window = new Window(1, 3, 1, 2, padding);
        var map = new FeatureMap(window.Over(new Shape(1, 8, 1), 1), IntegerType.UInt8, 1);
        var convolution = new Convolution(
            "conv",
            [Network.InputName],
            map,
            window,
            1,
            new KernelBank(SegmentCatalog.Dense(1, 3), 1, 1, 8, [0], [1, 2, 3]),
            [0],
            new Requantisation([1], [2], 0, 255)
        );
        var logits = new FullyConnected(
            "logits",
            ["conv"],
            new FeatureMap(new Shape(1, 1, 2), IntegerType.Int32, 1),
            8,
            [.. Enumerable.Range(1, 2 * map.Shape.Length).Select(weight => (sbyte)weight)],
            [0, 0],
            null
        );
        return new Network("stream", new FeatureMap(new Shape(1, 8, 1), IntegerType.UInt8, 1), [convolution, logits], []);
    }

    private static Gen<(Network Network, int Hop)> Wider =>
        from streamed in NetworkGenerator.Streamed()
        from seed in Gen.ULong
        let wider = WiderArithmetic.Of(streamed.Network, seed)
        let check = BlockForm.Check(wider)
        where check.Obstacle is null && streamed.Hop % check.Grain == 0
        select (wider, streamed.Hop);

    private static void Sample(long iterations, Gen<(Network Network, int Hop)> networks)
    {
        var cases =
            from streamed in networks
            let form = BlockForm.Of(streamed.Network, streamed.Hop)
            from samples in Gen.Int[form.Window.Input.Type.Minimum, form.Window.Input.Type.Maximum].Array[
                (form.BlocksToReady + Blocks) * form.Hop * form.StepLength
            ]
            select (form, stream: Array.ConvertAll(samples, sample => (byte)sample));
        cases.Sample(
            pair => IsAsItsWindows(pair.form, pair.stream),
            iter: iterations,
            print: pair => NetworkListing.Of(pair.form.Window) + $"\nhop {pair.form.Hop}"
        );
    }

    private static void IsAsItsWindows(BlockForm form, byte[] stream)
    {
        var streaming = new StreamingReference(form);
        var (block, window) = (form.Hop * form.StepLength, form.WindowSteps * form.StepLength);
        for (var number = 0; number < stream.Length / block; number++)
        {
            var result = streaming.Advance(stream.AsSpan(number * block, block));
            streaming.IsReady.ShouldBe(number + 1 >= form.BlocksToReady);
            if (streaming.IsReady)
            {
                var expected = ReferenceExecutor.Run(form.Window, stream.AsSpan(form.WindowStart(number) * form.StepLength, window));
                result.Logits.ShouldBe(expected.Logits, $"block {number}");
            }
        }
    }
}
