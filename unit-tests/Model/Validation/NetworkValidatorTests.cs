using System.Collections.Immutable;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.UnitTests.Model.Validation;

public class NetworkValidatorTests
{
    [Fact]
    public void The_sample_with_every_layer_kind_is_valid()
    {
        NetworkValidator.Check(Samples.Network).ShouldBeEmpty();
        NetworkValidator.ThrowIfInvalid(Samples.Network);
    }

    [Fact]
    public void An_exception_names_network_layer_reason_and_the_number_of_further_errors()
    {
        var network = Samples.With(Samples.Convolution, Samples.Convolution with { Bias = [], Groups = 3 });
        var exception = Should.Throw<InvalidNetworkException>(() => NetworkValidator.ThrowIfInvalid(network));
        exception.Errors.Length.ShouldBe(3);
        exception.Message.ShouldBe("network 'sample': layer 'conv1': 0 biases; 2 are needed (and 2 more)");
    }

    [Fact]
    public void Contradictions_of_the_network_are_found()
    {
        Refused(Samples.Network with { Name = "" }).ShouldStartWith("the network's name is refused");
        Refused(Samples.Network with { Name = "../sample" }).ShouldStartWith("the network's name is refused");
        Refused(Samples.Network with { Layers = [] }).ShouldBe("0 layers; must be 1 to 4096");
        Refused(Samples.Network with { Layers = default }).ShouldBe("0 layers; must be 1 to 4096");
        Refused(Samples.Network with { Labels = ["a", "b"] }).ShouldBe("2 labels for 3 logits; none or one each is needed");
        Refused(Samples.Network with { Labels = ["a", "b", ""] }).ShouldStartWith("a label is refused");
        Refused(Samples.Network with { Labels = default }).ShouldStartWith("a label is refused");
        Refused(Samples.Network with { Input = Samples.Network.Input with { Type = IntegerType.Int32 } })
            .ShouldBe("input: int32 values; 4..8 bits are supported");
        Refused(Samples.Network with { Input = Samples.Network.Input with { Type = new IntegerType(3, false) } })
            .ShouldBe("input: uint3 values; 4..8 bits are supported");
    }

    [Theory]
    [InlineData(0, 4, 2)]
    [InlineData(4, -1, 2)]
    [InlineData(4, 4, 0)]
    [InlineData(4096, 4096, 2)]
    [InlineData(65_536, 65_536, 1)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(1 << 30, 1 << 30, 16)]
    public void Maps_without_values_or_with_too_many_are_refused(int height, int width, int channels)
    {
        var map = Samples.Network.Input with { Shape = new Shape(height, width, channels) };
        Refused(Samples.Network with { Input = map }).ShouldBe($"input: {height}x{width}x{channels} values; must be 1 to 16777216");
        Refused(Samples.With(Samples.Add, Samples.Add with { Output = map })).ShouldStartWith("layer 'sum': output: ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Scales_are_positive_and_finite(double scale)
    {
        Refused(Samples.Network with { Input = Samples.Network.Input with { Scale = scale } }).ShouldStartWith("input: scale");
        Refused(
                Samples.With(
                    Samples.FullyConnected,
                    Samples.FullyConnected with
                    {
                        Output = Samples.FullyConnected.Output with { Scale = scale },
                    }
                )
            )
            .ShouldStartWith("layer 'logits': output: scale");
    }

    [Fact]
    public void Contradictions_of_the_order_are_found()
    {
        Refused(Samples.With(Samples.ScaleShift, Samples.ScaleShift with { Name = "conv1" })).ShouldContain("the same name");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Name = "input" })).ShouldContain("the same name");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Name = "a b" }))
            .ShouldStartWith("layer '#0': its name is refused");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = [] })).ShouldBe("layer 'conv1': it reads nothing");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = default }))
            .ShouldBe("layer 'conv1': it reads nothing");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = ["norm"] }))
            .ShouldBe("layer 'conv1': it reads 'norm', which does not come before it");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = ["conv1"] }))
            .ShouldBe("layer 'conv1': it reads 'conv1', which does not come before it");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = [null!] }))
            .ShouldBe("layer 'conv1': it reads a layer, which does not come before it");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Inputs = ["input", "input"] }))
            .ShouldBe("layer 'conv1': it reads 2 maps; 1 is needed");
        Refused(Samples.With(Samples.Concat, Samples.Concat with { Inputs = ["sum", "conv1"] }) with { Labels = [] }).ShouldBeEmpty();
        Refused(Samples.With(Samples.Add, Samples.Add with { Inputs = ["conv1", "conv1"] })).ShouldBeEmpty();
        Refused(Samples.With(Samples.Concat, Samples.Concat with { Inputs = ["conv1", "norm"] }))
            .ShouldBe("layer 'sum': no layer reads its output; leave it out");
    }

    [Fact]
    public void Contradictions_of_logits_are_found()
    {
        Refused(Samples.Network with { Layers = Samples.Network.Layers[..^1] })
            .ShouldBe("3 labels for 4 logits; none or one each is needed");
        Refused(Samples.Network with { Layers = Samples.Network.Layers[..^1], Labels = [] }).ShouldBeEmpty();
        Refused(Samples.With(Samples.FullyConnected, Samples.FullyConnected with { Requantisation = new([1, 1, 1], [1, 1, 1], 0, 9) }))
            .ShouldBe("layer 'logits': it writes int32 and has a requantisation");
        Refused(Samples.With(Samples.Convolution, Samples.Convolution with { Requantisation = null }))
            .ShouldBe("layer 'conv1': requantisation is missing; only a last layer that writes int32 does without");
        Refused(Samples.With(Samples.Add, Samples.Add with { Output = Samples.Add.Output with { Type = IntegerType.Int32 } }))
            .ShouldBe("layer 'sum': output: int32 values; 4..8 bits are supported");
        var flat = Samples.Flatten with { Output = Samples.Flatten.Output with { Type = IntegerType.Int32 } };
        Refused(Samples.Network with { Layers = [.. Samples.Network.Layers[..^2], flat] })
            .ShouldBe("layer 'flat': int32 is what a convolution, a fully connected layer or an average pooling writes, no other layer");
        var sums = Samples.AveragePooling with
        {
            Name = "sums",
            Inputs = ["input"],
            Window = new Window(1, 1, 1, 1, Padding.None),
            Requantisation = null,
            Output = new FeatureMap(Samples.Network.Input.Shape, IntegerType.Int32, 1),
        };
        Refused(Samples.Network with { Layers = [sums], Labels = [] })
            .ShouldBe("layer 'sums': the logits are 4x4x2; 1x1xclasses is needed");
    }

    [Fact]
    public void Contradictions_of_convolutions_are_found()
    {
        var layer = Samples.Convolution;
        RefusedAs(layer, layer with { Groups = 0 }).ShouldBe("0 groups do not divide 2 input and 2 output channels");
        RefusedAs(layer, layer with { Groups = 2 }).ShouldBe("kernels for 2 groups of 2 input channels; its input has 2");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { OutputChannels = 1 } })
            .ShouldBe("kernels for 1 output channels; its output has 2");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { InputChannels = int.MaxValue } })
            .ShouldBe("kernels for 1 groups of 2147483647 input channels; its input has 2");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Catalog = SegmentCatalog.For(3, 4) } })
            .ShouldBe("kernels of 3x4 in a window of 3x3");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Shapes = [0, 30, 5] } }).ShouldBe("3 kernel shapes; 4 are needed");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Shapes = default } }).ShouldBe("0 kernel shapes; 4 are needed");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Shapes = [0, 30, 5, 38] } })
            .ShouldBe("a kernel has a shape that does not exist; the catalogue has 38");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Shapes = [0, 30, 5, -1] } })
            .ShouldBe("a kernel has a shape that does not exist; the catalogue has 38");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Shapes = [0, 30, 5, 5] } }).ShouldBe("7 weights; 5 are needed");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { WeightBits = 9 } }).ShouldBe("weights of 9 bits; must be 2 to 8");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { WeightBits = 3 } })
            .ShouldBe("a weight is not in -3..3, the range of 3 bits");
        RefusedAs(layer, layer with { Bank = Samples.Bank with { Weights = Samples.Bank.Weights.SetItem(0, -8) } })
            .ShouldBe("a weight is not in -7..7, the range of 4 bits");
        RefusedAs(layer, layer with { Bias = [1] }).ShouldBe("1 biases; 2 are needed");
    }

    [Fact]
    public void Contradictions_of_windows_are_found()
    {
        var layer = Samples.MaxPooling;
        RefusedAs(layer, layer with { Window = layer.Window with { KernelHeight = 0 } }).ShouldBe("a window of 0 rows; must be 1 to 65535");
        RefusedAs(layer, layer with { Window = layer.Window with { KernelWidth = int.MaxValue } })
            .ShouldBe("a window of 2147483647 columns; must be 1 to 65535");
        RefusedAs(layer, layer with { Window = layer.Window with { StrideX = 0 } }).ShouldBe("a step of 0 columns; must be 1 to 65535");
        RefusedAs(layer, layer with { Window = layer.Window with { Padding = new Padding(0, 0, 3, 1) } })
            .ShouldBe("padding of 0 and 3 rows; must be 0 to 2, less than the window");
        RefusedAs(layer, layer with { Window = layer.Window with { Padding = new Padding(0, -1, 1, 1) } })
            .ShouldBe("padding of -1 and 1 columns; must be 0 to 2, less than the window");
        RefusedAs(layer, layer with { Window = new Window(6, 3, 2, 2, new Padding(0, 0, 1, 1)) })
            .ShouldBe("a window of 6 rows does not fit into 4 with padding 0 and 1");
        RefusedAs(layer, layer with { Window = layer.Window with { StrideY = 1 } }).ShouldBe("its output has 2 rows; its window gives 3");
        RefusedAs(layer, layer with { Output = layer.Output with { Scale = 3 } }).ShouldContain("both must be equal");
        RefusedAs(layer, layer with { Output = layer.Output with { Type = IntegerType.Int8 } }).ShouldContain("both must be equal");
        RefusedAs(layer, layer with { Output = layer.Output with { Shape = new Shape(2, 2, 3) } })
            .ShouldBe("4 input and 3 output channels");
        RefusedAs(Samples.AveragePooling, Samples.AveragePooling with { Window = new Window(1, 2, 1, 1, Padding.None) })
            .ShouldBe("its output has 1 rows; its window gives 2");
    }

    [Fact]
    public void Contradictions_of_requantisations_are_found()
    {
        RefusedAs(new([3, 1], [4, 2], 5, 4)).ShouldBe("clamp 5..4 is not within uint8 (0..255)");
        RefusedAs(new([3, 1], [4, 2], -1, 255)).ShouldBe("clamp -1..255 is not within uint8 (0..255)");
        RefusedAs(new([3, 1], [4, 2], 0, 256)).ShouldBe("clamp 0..256 is not within uint8 (0..255)");
        RefusedAs(new([3, 0], [4, 2], 0, 255)).ShouldBe("a multiplier is not in 1..2147483647");
        RefusedAs(new([-3, 1], [4, 2], 0, 255)).ShouldBe("a multiplier is not in 1..2147483647");
        RefusedAs(new([3, 1], [0, 2], 0, 255)).ShouldBe("shift 0 is not in 1..62");
        RefusedAs(new([3, 1], [4, 63], 0, 255)).ShouldBe("shift 63 is not in 1..62");
        RefusedAs(new([3], [4, 2], 0, 255)).ShouldBe("1 multipliers; 2 are needed");
        RefusedAs(new([3, 1], default, 0, 255)).ShouldBe("0 shifts; 2 are needed");
    }

    [Fact]
    public void Contradictions_of_the_other_kinds_are_found()
    {
        RefusedAs(Samples.Add, Samples.Add with { Inputs = ["conv1"] }).ShouldBe("it reads 1 maps; 2 are needed");
        RefusedAs(Samples.Add, Samples.Add with { Output = Samples.Concat.Output })
            .ShouldBe("it adds 4x4x2 and 4x4x2 to 4x4x4; all must be equal");
        RefusedAs(Samples.Add, Samples.Add with { MultiplierB = 0 }).ShouldBe("a multiplier is not in 1..2147483647, up to its sign");
        RefusedAs(Samples.Add, Samples.Add with { Shift = 0 }).ShouldBe("shift 0 is not in 1..62");
        RefusedAs(Samples.Add, Samples.Add with { Maximum = 256 }).ShouldBe("clamp 0..256 is not within uint8 (0..255)");
        RefusedAs(Samples.Concat, Samples.Concat with { Inputs = ["sum"] }).ShouldBe("it reads 1 map; 2 or more are needed");
        RefusedAs(Samples.Concat, Samples.Concat with { Inputs = ["sum", "input"] }).ShouldContain("both must be equal");
        RefusedAs(Samples.Concat, Samples.Concat with { Output = Samples.Add.Output }).ShouldBe("4 input and 2 output channels");
        RefusedAs(Samples.Concat, Samples.Concat with { Output = Samples.MaxPooling.Output })
            .ShouldContain("heights and widths must be equal");
        RefusedAs(Samples.ScaleShift, Samples.ScaleShift with { Multipliers = [1] }).ShouldBe("1 multipliers; 2 are needed");
        RefusedAs(Samples.ScaleShift, Samples.ScaleShift with { Offsets = [] }).ShouldBe("0 offsets; 2 are needed");
        RefusedAs(Samples.ScaleShift, Samples.ScaleShift with { Shifts = [1, 64] }).ShouldBe("shift 64 is not in 1..62");
        RefusedAs(Samples.ScaleShift, Samples.ScaleShift with { Minimum = -1 }).ShouldBe("clamp -1..200 is not within uint8 (0..255)");
        RefusedAs(Samples.Flatten, Samples.Flatten with { Output = Samples.MaxPooling.Output })
            .ShouldContain("its input flattens to 1x1x4");
        RefusedAs(Samples.FullyConnected, Samples.FullyConnected with { WeightBits = 4 })
            .ShouldBe("a weight is not in -7..7, the range of 4 bits");
        RefusedAs(Samples.FullyConnected, Samples.FullyConnected with { Weights = [1, 2, 3] }).ShouldBe("3 weights; 12 are needed");
        RefusedAs(Samples.FullyConnected, Samples.FullyConnected with { Bias = [1, 2] }).ShouldBe("2 biases; 3 are needed");
        RefusedAs(
                Samples.FullyConnected,
                Samples.FullyConnected with
                {
                    Output = Samples.FullyConnected.Output with { Shape = new Shape(3, 1, 1) },
                }
            )
            .ShouldBe("its output is 3x1x1; 1x1xneurons is needed");
    }

    [Fact]
    public void Too_many_layers_and_too_much_work_are_refused()
    {
        var layers = Enumerable
            .Range(0, NetworkLimits.MaximumLayers + 1)
            .Select(index => (Layer)(Samples.Flatten with { Name = $"f{index}" }));
        Refused(Samples.Network with { Layers = [.. layers] }).ShouldBe("4097 layers; must be 1 to 4096");

        // 200 layers of almost 2^56 pooled values each: their sum does not fit into 64 bits.
        var map = new FeatureMap(new Shape(4096, 4096, 1), IntegerType.UInt8, 1);
        var window = new Window(65_535, 65_535, 1, 1, Padding.All(32_767));
        ImmutableArray<Layer> pools =
        [
            .. Enumerable.Range(0, 200).Select(index => new MaxPooling($"p{index}", [index == 0 ? "input" : $"p{index - 1}"], map, window)),
        ];
        var sum = new AveragePooling(
            "logits",
            ["p199"],
            new FeatureMap(new Shape(1, 1, 1), IntegerType.Int32, 1),
            AveragePooling.GlobalWindow(map.Shape),
            null
        );
        Refused(new Network("n", map, [.. pools, sum], [])).ShouldBe("more than 68719476736 multiply-accumulates and pooled values");
    }

    private static string RefusedAs(Requantisation requantisation) =>
        RefusedAs(Samples.Convolution, Samples.Convolution with { Requantisation = requantisation });

    private static string RefusedAs(Layer layer, Layer changed)
    {
        var error = NetworkValidator.Check(Samples.With(layer, changed))[0];
        error.Layer.ShouldBe(layer.Name);
        return error.Reason;
    }

    private static string Refused(Network network) => NetworkValidator.Check(network) is [var first, ..] ? first.ToString() : "";
}
