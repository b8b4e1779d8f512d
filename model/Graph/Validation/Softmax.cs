using Striate.Model.Graph.Layers;

namespace Striate.Model.Graph.Validation;

internal static class SoftmaxRules
{
    public static void Check(LayerCheck check, Softmax layer)
    {
        if (!check.ReadsOne() || !check.Last())
        {
            return;
        }

        var (input, output) = (check.Inputs[0], layer.Output);
        check.Require(input.Shape == output.Shape, $"it reads {input.Shape} and writes {output.Shape}; both must be equal");
        check.Require(
            input.Shape.Channels <= Softmax.MaximumChannels,
            $"{input.Shape.Channels} channels; must be 1 to {Softmax.MaximumChannels}"
        );
        check.Require(
            output.Type == IntegerType.Int8 && output.ZeroPoint == -128,
            $"it writes {output.Type} with zero point {output.ZeroPoint}; int8 with -128 is needed"
        );
        if (check.Length("exponentials", layer.Exponentials, input.Type.Values))
        {
            var values = layer.Exponentials;
            check.Require(
                values[0] == int.MaxValue && values[^1] >= 0 && values.Zip(values.Skip(1)).All(pair => pair.First >= pair.Second),
                "its exponentials do not descend from 2147483647 to 0 or more"
            );
        }
    }
}
