using Striate.Model.Graph;
using Striate.Model.Graph.Layers;
using Striate.Trainer.Networks.Layers;

namespace Striate.Trainer.Imported;

/// <summary>A layer of integers as the layer on real numbers that it stands for.</summary>
internal static class RealLayers
{
    /// <summary>A factor that differs from 1 by less than this is a rounded 1.</summary>
    private const double Rounding = 0.01;

    /// <summary>The layer on real numbers, and its parameters if it has any; no description: its values are those that it reads.</summary>
    /// <param name="network">Its network.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isLast">Whether its sums are the logits.</param>
    /// <param name="file">What errors call the file.</param>
    /// <exception cref="StriateException">A training does not know it.</exception>
    public static (LayerDescription? Description, ImportedParameters? Parameters) Of(Network network, Layer layer, bool isLast, string file)
    {
        var inputs = network.InputsOf(layer);
        return layer switch
        {
            Convolution convolution => Products.Of(convolution, inputs[0], isLast, file),
            FullyConnected connected => Products.Of(connected, inputs[0], isLast, file),
            AveragePooling pooling => (Average(pooling, inputs[0], file), null),
            MaxPooling pooling => (Largest(pooling, inputs[0], file), null),
            Add add => (Sum(add, inputs, file), null),
            ScaleShift affine => Affine(affine, inputs[0], file),
            LookUp lookUp when IsRescaling(lookUp, inputs[0]) => (null, null),
            Concat => (new ConcatDescription(layer.Name, layer.Inputs), null),
            Flatten when layer.Output.Shape == inputs[0].Shape => (null, null),
            Flatten when layer.Output.Shape is { Height: 1, Width: 1 } => (new FlattenDescription(layer.Name, layer.Inputs), null),
            _ => throw Refusal(
                file,
                layer,
                $"a training does not know layers of the kind {layer.GetType().Name}{Exactly(layer)}",
                "train a network without it in its framework; 'striate import' and 'striate generate' take it as it is"
            ),
        };
    }

    /// <summary>What refuses a layer.</summary>
    public static StriateException Refusal(string file, Layer layer, string reason, string remedy) =>
        new(ErrorKind.BadFile, $"{file}: layer '{layer.Name}': {reason}; {remedy}");

    private static string Exactly(Layer layer) =>
        layer switch
        {
            LookUp => " (an activation other than ReLU)",
            Flatten => $" into {layer.Output.Shape}",
            _ => "",
        };

    private static AveragePoolingDescription Average(AveragePooling layer, FeatureMap input, string file)
    {
        if (layer.Partial is not null)
        {
            throw Refusal(
                file,
                layer,
                "its windows leave padding out of their mean",
                "train a network whose average pooling has no padding, or counts it"
            );
        }

        var factor = layer.Requantisation is { } requantisation
            ? Steps.Factor(requantisation, 0) * layer.Window.Cells * layer.Output.Scale / input.Scale
            : 1;
        RequireOne(file, layer, factor, "its mean");
        var isWhole = layer.Window == AveragePooling.GlobalWindow(input.Shape);
        return new AveragePoolingDescription(layer.Name, layer.Inputs, isWhole ? null : layer.Window);
    }

    private static MaxPoolingDescription Largest(MaxPooling layer, FeatureMap input, string file) =>
        (layer.Minimum ?? input.Type.Minimum) <= input.Type.Minimum && (layer.Maximum ?? input.Type.Maximum) >= input.Type.Maximum
            ? new MaxPoolingDescription(layer.Name, layer.Inputs, layer.Window)
            : throw Refusal(
                file,
                layer,
                "its maximum is clamped",
                "put the ReLU before the pooling in the source network: the result is the same"
            );

    private static AddDescription Sum(Add layer, IReadOnlyList<FeatureMap> inputs, string file)
    {
        var (a, b) = (Slope(layer.Tables?.A) * layer.MultiplierA, Slope(layer.Tables?.B) * layer.MultiplierB);
        foreach (var (factor, input) in new[] { (a, inputs[0]), (b, inputs[1]) })
        {
            RequireOne(file, layer, Math.ScaleB(factor, -layer.Shift) * layer.Output.Scale / input.Scale, "a summand");
        }

        var (relu, ceiling) = Steps.Clamp(file, layer, layer.Minimum, layer.Maximum);
        return new AddDescription(layer.Name, layer.Inputs, relu, ceiling);
    }

    // What a table's entries rise by from one integer to the next.
    private static double Slope(System.Collections.Immutable.ImmutableArray<int>? table) =>
        table is { } entries ? ((double)entries[^1] - entries[0]) / (entries.Length - 1) : 1;

    private static (LayerDescription?, ImportedParameters?) Affine(ScaleShift layer, FeatureMap input, string file)
    {
        var (output, channels) = (layer.Output, layer.Multipliers.Length);
        var (gains, offsets) = (new float[channels], new float[channels]);
        for (var channel = 0; channel < channels; channel++)
        {
            var factor = Math.ScaleB(layer.Multipliers[channel], -layer.Shifts[channel]);
            var constant = Math.ScaleB(layer.Offsets[channel], -layer.Shifts[channel]);
            gains[channel] = (float)(factor * output.Scale / input.Scale);
            offsets[channel] = (float)(((factor * input.ZeroPoint) + constant - output.ZeroPoint) * output.Scale);
        }

        var (relu, ceiling) = Steps.Clamp(file, layer, layer.Minimum, layer.Maximum);
        return
            !relu
            && ceiling is null
            && gains.All(gain => Math.Abs(gain - 1) < Rounding)
            && offsets.All(offset => Math.Abs(offset) < output.Scale)
            ? (null, null)
            : (
                new ScaleShiftDescription(layer.Name, layer.Inputs, BatchNormalisation: false, relu, ceiling),
                new ImportedParameters(gains, offsets)
            );
    }

    /// <summary>Whether a table gives the same real numbers in other steps.</summary>
    private static bool IsRescaling(LookUp layer, FeatureMap input)
    {
        var output = layer.Output;
        for (var index = 0; index < layer.Table.Length; index++)
        {
            var real = (input.Type.Minimum + index - input.ZeroPoint) * input.Scale;
            var steps = Math.Clamp((real / output.Scale) + output.ZeroPoint, output.Type.Minimum, output.Type.Maximum);
            if (Math.Abs(steps - layer.Table[index]) > 1)
            {
                return false;
            }
        }

        return true;
    }

    private static void RequireOne(string file, Layer layer, double factor, string what)
    {
        if (!(Math.Abs(factor - 1) < Rounding))
        {
            throw Refusal(
                file,
                layer,
                FormattableString.Invariant($"{what} is multiplied by {factor:G4}"),
                "train a network without that factor in its framework"
            );
        }
    }
}
