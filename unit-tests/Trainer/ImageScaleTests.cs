using Striate.DataSets;
using Striate.Model.Graph;
using Striate.Trainer;
using Striate.Trainer.Learning;
using Striate.Trainer.Native;
using Striate.Trainer.Networks;
using TorchSharp;

namespace Striate.UnitTests.Trainer;

[Collection(TorchTests.Name)]
[Trait(SlowTests.Category, SlowTests.Name)]
public sealed class ImageScaleTests
{
    private static readonly TrainingOptions s_growing = new()
    {
        Epochs = 10,
        IntegerPart = 0.1,
        FirstScale = 0.5,
    };

    [Fact]
    public void Sizes_rise_in_quarters_and_are_whole_for_the_last_fifth()
    {
        var schedule = new Schedule(0.1, FirstScale: 0.25);
        Enumerable
            .Range(0, 10)
            .Select(tenth => schedule.ScaleAt(tenth / 10.0))
            .ShouldBe([0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.75, 0.75, 1, 1]);
        Enumerable.Range(0, 10).Select(tenth => new Schedule(0.1).ScaleAt(tenth / 10.0)).ShouldAllBe(scale => scale == 1);
        s_growing.Schedule.Costs(10).Sum().ShouldBe(5.25, 1e-9);
    }

    [Fact]
    public void Small_images_are_means_over_areas()
    {
        TorchRuntime.Prepare();
        using var scope = torch.NewDisposeScope();
        var images = torch.arange(2 * 3 * 8 * 4, torch.ScalarType.Float32).view(2, 3, 8, 4);
        var half = ImageScale.Apply(images, 0.5);
        half.shape.ShouldBe([2, 3, 4, 2]);
        half[1, 2, 3, 1].ToSingle().ShouldBe(images[1, 2].slice(0, 6, 8, 1).slice(1, 2, 4, 1).mean().ToSingle());
        ImageScale.Apply(torch.ones(5, 6, 1, 100), 0.75).shape.ShouldBe([5, 6, 1, 75], "one row stays one row");
        ImageScale.Apply(images, 1).ShouldBeSameAs(images);
    }

    [Fact]
    public void Each_step_sees_the_size_of_its_part_of_the_training()
    {
        TorchRuntime.Prepare();
        using var samples = SampleTensors.From(Digits.Load().Training, Digits.Load().Input);
        var loop = new EpochLoop(samples, 512, Augmentation.None, 1);
        var seen = new List<long>();
        using var weight = torch.zeros(1, 10, requires_grad: true);
        loop.Run(
            0,
            (_, images) =>
            {
                seen.Add(images.shape[2]);
                return images.mean([1, 2, 3]).unsqueeze(1).matmul(weight);
            },
            _ => { },
            TestContext.Current.CancellationToken,
            step => new Schedule(0.1, FirstScale: 0.5).ScaleAt((double)step / loop.Steps)
        );
        seen.ShouldBe([4, 4, 6]);
    }

    [Fact]
    public void A_training_that_begins_with_small_images_learns()
    {
        var network = NetworkText.Parse(
            "mean",
            "conv1: conv 3x3 16\nconv2: conv 3x3 16 stride=2\nconv3: conv 3x3 16\nmean: average\nlogits: fc 10"
        );
        var report = TrainingRun.Train(s_growing, network, Digits.Load(), null, TestContext.Current.CancellationToken).Report;
        report.DenseInteger.ShouldBeGreaterThan(60);
        report.Integer.ShouldBeGreaterThan(50);
        var whole = TrainingRun
            .Train(s_growing with { FirstScale = 1 }, network, Digits.Load(), null, TestContext.Current.CancellationToken)
            .Report;
        (report.DenseFloat, report.SegmentsFloat).ShouldNotBe((whole.DenseFloat, whole.SegmentsFloat), "the size reaches the training");
    }

    [Theory]
    [InlineData(
        "a: conv 3x3 4\nlogits: fc 10",
        "layer 'logits': its weights depend on the size of the images; leave out --initial-resolution"
    )]
    [InlineData("a: conv 5x5 4 pad=0\nmean: average\nlogits: fc 10", "layer 'a': a window of 5x5")]
    public void Networks_that_small_images_do_not_fit_are_refused_before_anything_is_learned(string lines, string reason)
    {
        var refusal = Should
            .Throw<StriateException>(() => TrainingRun.Train(s_growing, NetworkText.Parse("mine", lines), Digits.Load()))
            .Message;
        refusal.ShouldContain(reason);
        refusal.ShouldContain("--initial-resolution");
    }

    [Fact]
    public void Sizes_that_are_no_quarters_are_refused() =>
        Should
            .Throw<StriateException>(() => (s_growing with { FirstScale = 0.6 }).Validate())
            .Message.ShouldStartWith("size of the first images: 0.6");
}
