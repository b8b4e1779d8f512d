using CsCheck;
using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Model.Graph.Validation;
using Striate.Model.Segments;

namespace Striate.Fuzzing.Layers;

/// <summary>Standard, grouped and depthwise convolutions with segment or dense kernels.</summary>
internal static class ConvolutionGenerator
{
    public static Gen<Layer> After(Draft draft) =>
        from window in draft.Window
        let extent = window.Over(draft.Current.Shape, 1)
        from groups in Groups(draft.Current.Shape.Channels)
        from channels in Gen.Int[1, MostChannelsPerGroup(draft, window, extent, groups)]
        from type in Values.Activation
        from scale in Values.Scale
        let output = new FeatureMap(extent with { Channels = channels * groups }, type, scale)
        from layer in Of(draft, draft.NameOf("conv"), window, groups, output)
        select layer;

    /// <summary>A convolution that a residual addition or a concatenation can follow: its output is like its input.</summary>
    public static Gen<Layer> LikeItsInput(Draft draft) =>
        from kernel in Gen.OneOf(1, 3)
        from layer in Of(draft, draft.NameOf("conv"), new Window(kernel, kernel, 1, 1, Padding.All(kernel / 2)), 1, draft.Current)
        select layer;

    /// <summary>A convolution whose window is the whole map: its accumulators are the logits.</summary>
    public static Gen<Layer> Logits(Draft draft, int classes)
    {
        var (height, width, _) = draft.Current.Shape;
        var output = new FeatureMap(new Shape(1, 1, classes), IntegerType.Int32, 0.001);
        return Of(draft, "logits", new Window(height, width, 1, 1, Padding.None), 1, output);
    }

    private static Gen<Layer> Of(Draft draft, string name, Window window, int groups, FeatureMap output) =>
        from isDense in Gen.Int[0, 2]
        let catalog = isDense == 0
            ? SegmentCatalog.Dense(window.KernelHeight, window.KernelWidth)
            : SegmentCatalog.For(window.KernelHeight, window.KernelWidth)
        from bits in Gen.Int[2, 8]
        from bank in KernelBankGenerator.Of(catalog, output.Shape.Channels, draft.Current.Shape.Channels / groups, bits)
        let range = new ValueRange(draft.Current.Type.Minimum, draft.Current.Type.Maximum)
        from bias in Values.Bias(AccumulatorBounds.Of(bank, [.. new int[output.Shape.Channels]], range))
        from requantisation in output.Type == IntegerType.Int32
            ? Gen.Const<Requantisation?>(() => null)
            : Values.Requantisation(AccumulatorBounds.Of(bank, bias, range), output.Type).Select(value => (Requantisation?)value)
        select (Layer)new Convolution(name, [draft.CurrentName], output, window, groups, bank, bias, requantisation);

    private static Gen<int> Groups(int channels)
    {
        var divisors = Enumerable.Range(1, channels).Where(groups => channels % groups == 0).ToArray();
        return Gen.Frequency((2, Gen.Const(1)), (1, Gen.Const(channels)), (1, Gen.OneOf(divisors)));
    }

    private static int MostChannelsPerGroup(Draft draft, Window window, Shape extent, int groups)
    {
        var operationsPerChannel = extent.Height * extent.Width * window.Cells * draft.Current.Shape.Channels / groups;
        var channels = Math.Min(draft.Size.Channels, draft.Size.LayerOperations / operationsPerChannel);
        return Math.Max(1, channels / groups);
    }
}
