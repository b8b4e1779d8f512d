using Striate.Model.Graph;
using Striate.Trainer.Networks;

namespace Striate.UnitTests.Trainer;

/// <summary>Networks without padding along time.</summary>
public sealed class StreamingFormTests
{
    [Theory]
    [InlineData("motion1d", 1, 128, 6)]
    [InlineData("short1d", 1, 24, 3)]
    [InlineData("sound1d", 1, 4096, 1)]
    public void Signals_lose_their_padding_and_nothing_else(string name, int height, int width, int channels)
    {
        var (network, input) = (NetworkCatalog.Find(name, 5), new Shape(height, width, channels));
        var (padded, streaming) = (NetworkLayout.From(network, input), NetworkLayout.From(StreamingForm.Of(network, input), input));
        streaming.Layers.Sum(layer => layer.DenseWeights).ShouldBe(padded.Layers.Sum(layer => layer.DenseWeights));
        streaming.Layers[0].Output.Width.ShouldBeLessThan(padded.Layers[0].Output.Width);
        streaming.Layers[^1].Output.ShouldBe(new Shape(1, 1, 5));
    }

    // Time runs down: what is padded across stays.
    [Fact]
    public void Spectra_keep_their_padding_across()
    {
        var network = NetworkText.Parse("spectra", "conv1: conv 3x3 8\nmean: average\nlogits: fc 2\n");
        NetworkLayout
            .From(StreamingForm.Of(network, new Shape(30, 10, 1)), new Shape(30, 10, 1))
            .Layers[0]
            .Output.ShouldBe(new Shape(28, 10, 8));
    }

    [Fact]
    public void A_window_that_is_too_short_is_told() =>
        Should
            .Throw<StriateException>(() => StreamingForm.Of(NetworkCatalog.Find("motion1d", 5), new Shape(1, 32, 6)))
            .Message.ShouldEndWith(
                "without padding along time (--streaming) maps are shorter: use a longer window, or a network of fewer layers"
            );
}
