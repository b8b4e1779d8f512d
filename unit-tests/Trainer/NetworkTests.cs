using Striate.Model.Graph;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using Striate.Trainer.Networks.Layers;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
public sealed class NetworkTests
{
    /// <summary>Weights and multiply-accumulates by hand or from the papers; normalisation and biases not counted.</summary>
    [Theory]
    [InlineData("digits", 8, 8, 1, 12_872, 79_616)]
    [InlineData("lenet", 28, 28, 1, 61_470, 416_520)]
    [InlineData("resnet8", 32, 32, 3, 77_360, 12_501_632)]
    [InlineData("vgg-small", 32, 32, 3, 288_000, 38_667_520)]
    [InlineData("densenet40", 32, 32, 3, 1_006_000, 265_000_000)]
    [InlineData("dscnn", 49, 10, 1, 22_016, 2_656_768)]
    [InlineData("motion1d", 1, 128, 6, 13_600, 471_360)]
    public void Networks_have_their_published_size(string name, int height, int width, int channels, long weights, long macs)
    {
        var plan = NetworkLayout.From(NetworkCatalog.Find(name, 10), new Shape(height, width, channels));
        plan.Layers[^1].Output.ShouldBe(new Shape(1, 1, 10));
        plan.Layers.Sum(layer => layer.DenseWeights).ShouldBeInRange((long)(weights * 0.98), (long)(weights * 1.02));
        plan.Layers.Sum(layer => layer.DenseMacs).ShouldBeInRange((long)(macs * 0.98), (long)(macs * 1.02));
    }

    [Fact]
    public void Resnet8_is_the_one_of_MLPerf_Tiny()
    {
        var plan = NetworkLayout.From(NetworkCatalog.Find("resnet8", 10), new Shape(32, 32, 3));
        plan.Layers.Select(layer => layer.Output)
            .Distinct()
            .ShouldBe([new(32, 32, 16), new(16, 16, 32), new(8, 8, 64), new(1, 1, 64), new(1, 1, 10)]);
        plan.Layers.Sum(layer => layer.DenseWeights).ShouldBe(77_360);
        plan.Layers.Count(layer => layer.HasKernels).ShouldBe(7);
    }

    [Fact]
    public void A_width_scales_the_channels()
    {
        var plan = NetworkLayout.From(NetworkCatalog.Find("resnet8", 10, 0.5), new Shape(32, 32, 3));
        plan.Layers[0].Output.Channels.ShouldBe(8);
        Should.Throw<StriateException>(() => NetworkCatalog.Find("resnet8", 10, 100)).Message.ShouldContain("width");
    }

    [Fact]
    public void A_text_describes_a_network()
    {
        var network = NetworkText.Parse(
            "mine",
            """
            # a small residual network
            conv1:  conv 3x3 4
            pool1:  maxpool 2x2
            conv2:  conv 3x3 6 stride=2 pad=0,0,1,1 linear
            skip:   conv 1x1 6 stride=2 linear bias from=pool1
            sum:    add from=conv2,skip
            both:   concat from=sum,conv2
            norm:   norm
            mean:   average 2x2
            flat:   flatten
            hidden: fc 8 relu
            logits: fc 3
            """
        );
        var plan = NetworkLayout.From(network, new Shape(8, 8, 1));
        plan.Layers.Select(layer => layer.Output.ToString())
            .ShouldBe(["8x8x4", "4x4x4", "2x2x6", "2x2x6", "2x2x6", "2x2x12", "2x2x12", "1x1x12", "1x1x12", "1x1x8", "1x1x3"]);
        network.Layers[3].ShouldBeOfType<ConvolutionDescription>().BatchNormalisation.ShouldBeFalse();
    }

    [Theory]
    [InlineData("conv1 conv 3x3 4", "a layer is")]
    [InlineData("a: convolution 3x3 4", "not a kind")]
    [InlineData("a: conv x3 4", "rows ''")]
    [InlineData("a: conv 3x3x3 4", "or 5 for a signal")]
    [InlineData("a: conv 5 4 pad=1,1,1,1", "one amount or two: before,after")]
    [InlineData("a: conv 3x99 4", "columns '99'")]
    [InlineData("a: conv 3x3 4 speed=2", "'speed=2'")]
    [InlineData("a: conv 3x3 4 pad=1,2", "padding")]
    [InlineData("1st: conv 3x3 4", "a name has 1..64 letters")]
    [InlineData("block/a: conv 3x3 4", "a name has 1..64 letters")]
    [InlineData("a: fc", "needs outputs")]
    [InlineData("a: fc -1", "'-1'")]
    public void Lines_that_are_not_understood_are_refused_with_their_number(string line, string reason)
    {
        var refusal = Should.Throw<StriateException>(() => NetworkText.Parse("mine", "# first\n" + line)).Message;
        refusal.ShouldContain("line 2");
        refusal.ShouldContain(reason);
    }

    // One number is an extent along a signal; the same as two of one row.
    [Fact]
    public void Extents_of_signals_are_one_number()
    {
        var brief = NetworkText.Parse("a", "a: conv 5 8 stride=2\nb: maxpool 2\nc: conv 3 8 pad=1\nd: average 2 pad=0,1 stride=1");
        var full = NetworkText.Parse(
            "a",
            "a: conv 1x5 8 stride=2\nb: maxpool 1x2\nc: conv 1x3 8 pad=0,1,0,1\nd: average 1x2 pad=0,0,0,1 stride=1"
        );
        NetworkLayout
            .From(brief, new Shape(1, 32, 3))
            .Layers.Select(layer => layer.Output.ToString())
            .ShouldBe(["1x16x8", "1x8x8", "1x8x8", "1x8x8"]);
        NetworkLayout
            .From(full, new Shape(1, 32, 3))
            .Layers.Select(layer => layer.Output)
            .ShouldBe(NetworkLayout.From(brief, new Shape(1, 32, 3)).Layers.Select(layer => layer.Output));
        Should
            .Throw<StriateException>(() => NetworkLayout.From(brief, new Shape(8, 32, 3)))
            .Message.ShouldBe(
                "a.network, line 1, layer 'a': an extent of one number is for signals, which have one row; its input is 8x32x3: write 5x5, or 1x5"
            );
    }

    // Line, layer, shape there, and what fits.
    [Theory]
    [InlineData(
        "a: conv 1x5 8\nb: maxpool 2x2",
        "my.network, line 2, layer 'b': a window of 2x2 (rows x columns) does not fit into its input of 1x8x8; one of at most 1x2 does"
    )]
    [InlineData(
        "a: maxpool 1x2\nb: maxpool 1x2\nc: maxpool 1x2\n\nd: maxpool 1x2",
        "line 5, layer 'd': a window of 1x2 (rows x columns) does not fit into its input of 1x1x2; one of at most 1x1 does"
    )]
    [InlineData(
        "a: average 3x3",
        "line 1, layer 'a': a window of 3x3 (rows x columns) does not fit into its input of 1x8x2; one of at most 1x3 does"
    )]
    [InlineData(
        "a: conv 5x1 8",
        "line 1, layer 'a': 4 of the 5 rows of its 5x1 kernels (rows x columns) see nothing but padding, because its input is 1x8x2; kernels of 1x5 see all of it"
    )]
    [InlineData(
        "a: conv 3x3 8",
        "2 of the 3 rows of its 3x3 kernels (rows x columns) see nothing but padding, because its input is 1x8x2; kernels of at most 1x3 do not"
    )]
    [InlineData(
        "a: conv 1x19 8",
        "4 of the 19 columns of its 1x19 kernels (rows x columns) see nothing but padding, because its input is 1x8x2; kernels of at most 1x15 do not"
    )]
    [InlineData(
        "a: conv 1x5 8 pad=2",
        "line 1, layer 'a': padding must be less than the window of 1x5; write pad=0,2,0,2 (top,left,bottom,right)"
    )]
    [InlineData("a: maxpool 1x2 pad=1,5,0,0", "padding must be less than the window of 1x2; write pad=0,1,0,0 (top,left,bottom,right)")]
    [InlineData(
        "a: conv 1x3 4\nb: conv 1x3 6 from=input\nc: add from=a,b",
        "line 3, layer 'c': adds 1x8x4 and 1x8x6; two maps of one shape are needed"
    )]
    [InlineData(
        "a: conv 1x3 4 stride=2\nb: concat from=a,input",
        "line 2, layer 'b': concatenates 1x4x4 and 1x8x2; maps of equal rows and columns are needed"
    )]
    [InlineData("a: add", "layer 'a': adds 1x8x2; two maps of one shape are needed")]
    [InlineData("a: conv 1x3 4\nb: fc 3 from=a,input", "line 2, layer 'b': reads 1x8x4 and 1x8x2; one map is needed")]
    [InlineData("a: conv 1x3 4 groups=3", "3 groups do not divide the 2 channels of its input 1x8x2 and its own 4")]
    [InlineData("a: conv 1x3 4 from=b", "line 1, layer 'a': reads 'b', which is not an earlier layer")]
    [InlineData("a: conv 1x3 4\na: fc 3", "line 2, layer 'a': has a name that another layer has")]
    public void Layers_that_do_not_fit_are_refused_with_line_shape_and_what_fits(string text, string reason) =>
        Should
            .Throw<StriateException>(() => NetworkLayout.From(NetworkText.Parse("my", text), new Shape(1, 8, 2)))
            .Message.ShouldContain(reason);

    [Fact]
    public void Networks_that_are_too_large_are_refused_before_memory_is_taken() =>
        Should
            .Throw<StriateException>(() =>
                NetworkLayout.From(NetworkText.Parse("large", "a: conv 3x3 4096\nb: conv 3x3 4096"), new Shape(8, 8, 1))
            )
            .Message.ShouldContain("weights");

    [Fact]
    public void Shifting_and_mirroring_moves_whole_images()
    {
        TorchRuntime.Prepare();
        using var scope = torch.NewDisposeScope();
        var images = torch.arange(1, 1 + (64 * 2 * 4 * 5)).view(64, 2, 4, 5);
        using var random = EpochLoop.Generator(1, 0);
        var moved = new Augmentation(1, true).Apply(images, random);
        var seen = new HashSet<(int, int, bool)>();
        for (var sample = 0; sample < 64; sample++)
        {
            seen.Add(Find(images[sample], moved[sample]).ShouldNotBeNull());
        }

        seen.Count.ShouldBeGreaterThan(9, "every shift, with and without mirroring, is drawn");
        var signals = torch.ones(50, 6, 1, 8);
        var lost = signals.shape[0] * 6 * 8 - new Augmentation(2, false).Apply(signals, random).sum().ToInt64();
        lost.ShouldBeInRange(1, 50 * 6 * 2, "at most two steps move out of a window of one row");
        Augmentation.None.Apply(images, random).ShouldBeSameAs(images);
    }

    private static (int, int, bool)? Find(torch.Tensor image, torch.Tensor moved)
    {
        var padded = torch.nn.functional.pad(image.unsqueeze(0), [1, 1, 1, 1]).squeeze(0);
        foreach (
            var (row, column, flip) in from row in Enumerable.Range(0, 3)
            from column in Enumerable.Range(0, 3)
            from flip in new[] { false, true }
            select (row, column, flip)
        )
        {
            var window = padded.narrow(1, row, 4).narrow(2, column, 5);
            if ((flip ? window.flip(2) : window).Equals(moved))
            {
                return (row, column, flip);
            }
        }

        return null;
    }
}
