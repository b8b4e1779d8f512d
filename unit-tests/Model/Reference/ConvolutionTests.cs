using CsCheck;
using Striate.Fuzzing;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Reference;
using Striate.Model.Segments;

namespace Striate.UnitTests.Model.Reference;

/// <summary>The reference's convolution beside the sentence that defines it, cell by cell.</summary>
public sealed class ConvolutionTests
{
    [Fact]
    public void Sums_are_those_of_the_definition()
    {
        var cases =
            from network in NetworkGenerator.Of(GeneratorSize.Medium)
            from input in NetworkGenerator.InputOf(network)
            select (network, input);
        cases.Sample(
            pair =>
            {
                var outputs = ReferenceExecutor.Run(pair.network, pair.input).Outputs;
                foreach (var layer in pair.network.Layers.OfType<Convolution>().Where(layer => layer.Inputs[0] != Network.InputName))
                {
                    var source = pair.network.Layers.IndexOf(pair.network.Layers.Single(other => other.Name == layer.Inputs[0]));
                    var expected = Define(layer, outputs[source], pair.network.Layers[source].Output.Shape);
                    outputs[pair.network.Layers.IndexOf(layer)].ShouldBe(expected, layer.ToString());
                }
            },
            iter: 300
        );
    }

    // Strides beyond the kernel, of one axis or both; the last one's remainders alone would take gigabytes.
    [Theory]
    [InlineData(1, 1, 2, 3)]
    [InlineData(2, 1, 3, 1)]
    [InlineData(3, 2, 2, 4)]
    [InlineData(1, 3, 65_535, 65_535)]
    public void Strides_may_leave_out_what_lies_between_kernels(int rows, int columns, int strideY, int strideX)
    {
        var shape = new Shape(7, 8, 2);
        var window = new Window(rows, columns, strideY, strideX, Padding.None);
        var cells = rows * columns;
        var layer = new Convolution(
            "conv",
            [Network.InputName],
            new FeatureMap(window.Over(shape, 2), IntegerType.Int32, 1),
            window,
            1,
            new KernelBank(
                SegmentCatalog.Dense(rows, columns),
                2,
                2,
                8,
                [0, 0, 0, 0],
                [.. Enumerable.Range(0, 4 * cells).Select(index => (sbyte)((5 * index) - 9))]
            ),
            [3, -4],
            null
        );
        int[] input = [.. Enumerable.Range(0, shape.Length).Select(index => index * 37 % 256)];
        ReferenceExecutor.RunLayer(layer, [input], [Samples.Network.Input with { Shape = shape }]).ShouldBe(Define(layer, input, shape));
    }

    [Fact]
    public void A_sum_that_may_leave_int32_is_refused_by_layer_and_channel()
    {
        var layer = Samples.Convolution with { Bias = [0, int.MaxValue], Requantisation = null };
        var input = Enumerable.Repeat(255, Samples.Network.Input.Shape.Length).ToArray();
        Should
            .Throw<OverflowException>(() => ReferenceExecutor.RunLayer(layer, [input], [Samples.Network.Input]))
            .Message.ShouldStartWith("layer 'conv1', channel 1: ");
    }

    private static int[] Define(Convolution layer, int[] input, Shape shape)
    {
        var (weights, output) = (layer.Bank.ToDense(), layer.Output.Shape);
        var result = new int[output.Length];
        for (var index = 0; index < result.Length; index++)
        {
            var (channel, column, row) = (
                index % output.Channels,
                index / output.Channels % output.Width,
                index / output.Channels / output.Width
            );
            var sum = Sum(layer, weights, input, shape, row, column, channel);
            result[index] = layer.Requantisation?.Apply(sum, channel) ?? sum;
        }

        return result;
    }

    private static int Sum(Convolution layer, sbyte[] weights, int[] input, Shape shape, int row, int column, int channel)
    {
        var (bank, window) = (layer.Bank, layer.Window);
        var firstInput = channel / (layer.Output.Shape.Channels / layer.Groups) * bank.InputChannels;
        var sum = layer.Bias[channel];
        for (var tap = 0; tap < bank.InputChannels * window.Cells; tap++)
        {
            var y = (row * window.StrideY) - window.Padding.Top + (tap % window.Cells / window.KernelWidth);
            var x = (column * window.StrideX) - window.Padding.Left + (tap % window.Cells % window.KernelWidth);
            if (y >= 0 && y < shape.Height && x >= 0 && x < shape.Width)
            {
                var value = input[shape.IndexOf(y, x, firstInput + (tap / window.Cells))];
                sum = checked(sum + (weights[(channel * bank.InputChannels * window.Cells) + tap] * value));
            }
        }

        return sum;
    }
}
